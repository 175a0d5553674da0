package dev.jobgrid.estimate;

import dev.jobgrid.errors.Check;
import java.util.List;
import java.util.Optional;

/**
 * Everything that stands against a draft, all at once (reference §04, {@code screening}).
 *
 * @param checks what was found, gravest first in the order in which a submit would refuse it
 */
public record Screening(List<Check> checks) {
    /** Nothing stands against it. */
    public static final Screening CLEAR = new Screening(List.of());

    /** Copies the checks. */
    public Screening {
        checks = List.copyOf(checks);
    }

    /** Whether the draft can be submitted. */
    public boolean canSubmit() {
        return firstError().isEmpty();
    }

    /** What a submit would be refused for. */
    public Optional<Check> firstError() {
        return checks.stream().filter(Check::isError).findFirst();
    }
}
