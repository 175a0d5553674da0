package dev.jobgrid.estimate;

import dev.jobgrid.errors.Check;
import dev.jobgrid.job.JobSpec;
import java.util.List;

/**
 * A spec as far as it could be read, and what could not be read of it.
 *
 * @param spec what was read
 * @param problems fields that are of the wrong type or have a value that does not exist
 * @param warnings fields that were ignored
 */
public record Draft(JobSpec spec, List<Check> problems, List<String> warnings) {
    /** Copies the lists. */
    public Draft {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** A spec that was read whole. */
    public static Draft of(JobSpec spec) {
        return new Draft(spec, List.of(), List.of());
    }
}
