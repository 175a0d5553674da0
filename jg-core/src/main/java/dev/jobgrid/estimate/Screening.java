package dev.jobgrid.estimate;

import dev.jobgrid.errors.Check;
import java.util.List;
import java.util.Optional;

/**
 * All violations of a draft (reference §04, {@code screening}).
 *
 * @param checks the violations, most severe first in the order in which a submit would refuse it
 */
public record Screening(List<Check> checks) {
    /** No violations. */
    public static final Screening CLEAR = new Screening(List.of());

    /** Copies the checks. */
    public Screening {
        checks = List.copyOf(checks);
    }

    /** Whether the draft can be submitted. */
    public boolean canSubmit() {
        return firstError().isEmpty();
    }

    /** The first violation, which a submit is refused for. */
    public Optional<Check> firstError() {
        return checks.stream().filter(Check::isError).findFirst();
    }
}
