package dev.jobgrid.job;

import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * What becomes of a job's credit reservation when it ends.
 *
 * @param charged what the job did cost, never more than what it held
 * @param held what it held back of its workspace's credits; absent if it did not pay by credits
 */
public record Settlement(Usd charged, Optional<Usd> held) {
    /** Whether credits move. */
    public boolean isMoving() {
        return held.filter(amount -> amount.compareTo(Usd.ZERO) > 0).isPresent();
    }
}
