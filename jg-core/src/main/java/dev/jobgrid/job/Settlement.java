package dev.jobgrid.job;

import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * The settlement of a job's credit hold when it ends.
 *
 * @param charged the actual cost, never more than what it held
 * @param held credits of its workspace that it reserved; absent if it did not pay by credits
 */
public record Settlement(Usd charged, Optional<Usd> held) {
    /** Whether credits move. */
    public boolean isMoving() {
        return held.filter(amount -> amount.compareTo(Usd.ZERO) > 0).isPresent();
    }
}
