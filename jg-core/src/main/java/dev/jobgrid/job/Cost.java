package dev.jobgrid.job;

import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * What a job was expected to cost, and what it did.
 *
 * @param min lower end of the estimate
 * @param max upper end of the estimate, reserved when the job is accepted
 * @param actual run time at the place's rate, once the job is over
 */
public record Cost(Usd min, Usd max, Optional<Usd> actual) {
    /** Nothing expected. */
    public static final Cost NONE = new Cost(Usd.ZERO, Usd.ZERO, Optional.empty());
}
