package dev.jobgrid.internal.screening;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Classification;
import dev.jobgrid.estimate.Screening;
import dev.jobgrid.job.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A draft after screening.
 *
 * @param spec the spec with its template and its defaults filled in and its paths normalised, as far as they are valid
 * @param screening its violations
 * @param classification whether it needs a GPU
 * @param warnings warnings for the client
 */
public record Screened(JobSpec spec, Screening screening, Classification classification, List<String> warnings) {
    /**
     * The spec, if it has no violations.
     *
     * @throws JobGridException with the code of the first violation
     */
    public JobSpec orThrow() {
        Optional<Check> error = screening.firstError();
        if (error.isPresent()) {
            throw new JobGridException(error.get().code(), message(error.get()), screening.checks(), Optional.empty());
        }
        return spec;
    }

    /** The same draft with more violations. */
    public Screened with(Optional<Check> found) {
        if (found.isEmpty()) {
            return this;
        }
        List<Check> checks = new ArrayList<>(screening.checks());
        checks.add(found.get());
        return new Screened(spec, new Screening(checks), classification, warnings);
    }

    /** The same draft with another warning. */
    public Screened warning(Optional<String> warning) {
        if (warning.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(warnings);
        all.add(warning.get());
        return new Screened(spec, screening, classification, List.copyOf(all));
    }

    private String message(Check first) {
        long more = screening.checks().stream().filter(Check::isError).count() - 1;
        String message = first.message();
        return more == 0 ? message : message + " (and " + more + (more == 1 ? " more problem)" : " more problems)");
    }
}
