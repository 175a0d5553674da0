package dev.jobgrid.job;

import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * What a job was expected to cost, and what it did.
 *
 * @param min lower end of the estimate
 * @param max upper end of the estimate
 * @param actual run time at the place's rate, once the job is over; of a job that pays by credits never more than it held
 * @param held what it holds back of its workspace's credits, from when it is accepted; absent if it does not pay by credits
 */
public record Cost(Usd min, Usd max, Optional<Usd> actual, Optional<Usd> held) {
    /** Nothing expected. */
    public static final Cost NONE = expected(Usd.ZERO, Usd.ZERO);

    /** What a job is expected to cost. */
    public static Cost expected(Usd min, Usd max) {
        return new Cost(min, max, Optional.empty(), Optional.empty());
    }

    /** The same for a job that pays by credits: it holds the upper end back. */
    public Cost holding() {
        return new Cost(min, max, actual, Optional.of(max));
    }

    /** The same for a job that is over and did cost so much, or as much of that as it held. */
    public Cost spent(Usd amount) {
        return new Cost(min, max, Optional.of(payable(amount)), held);
    }

    /** How much of an amount the job can be charged. */
    public Usd payable(Usd amount) {
        return held.filter(most -> most.compareTo(amount) < 0).orElse(amount);
    }

    /** The same with what another one holds. */
    Cost heldAs(Cost other) {
        return new Cost(min, max, actual.map(other::payable), other.held);
    }
}
