package dev.jobgrid.job;

import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * The estimated and actual cost of a job.
 *
 * @param min lower end of the estimate
 * @param max upper end of the estimate
 * @param actual run time at the rate of its placement, once the job has ended; never more than {@code held} if it pays
 *     by credits
 * @param held credits of its workspace reserved since it was accepted; absent if it does not pay by credits
 */
public record Cost(Usd min, Usd max, Optional<Usd> actual, Optional<Usd> held) {
    /** No cost. */
    public static final Cost NONE = expected(Usd.ZERO, Usd.ZERO);

    /** The estimated cost of a job. */
    public static Cost expected(Usd min, Usd max) {
        return new Cost(min, max, Optional.empty(), Optional.empty());
    }

    /** The same for a job that pays by credits: it reserves the upper end. */
    public Cost holding() {
        return new Cost(min, max, actual, Optional.of(max));
    }

    /** The same for an ended job with this actual cost, capped at what it held. */
    public Cost spent(Usd amount) {
        return new Cost(min, max, Optional.of(payable(amount)), held);
    }

    /** The part of an amount that the job can be charged. */
    public Usd payable(Usd amount) {
        return held.filter(most -> most.compareTo(amount) < 0).orElse(amount);
    }

    /** The same with the reserved credits of another. */
    Cost heldAs(Cost other) {
        return new Cost(min, max, actual.map(other::payable), other.held);
    }
}
