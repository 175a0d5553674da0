package dev.jobgrid.callbacks;

import dev.jobgrid.job.CallbackDelivery;
import java.util.List;

/**
 * A callback with its tries (reference §11).
 *
 * @param delivery the callback
 * @param attempts its tries, oldest first; the newest hundred
 */
public record CallbackReport(CallbackDelivery delivery, List<CallbackAttempt> attempts) {
    /** Copies the tries. */
    public CallbackReport {
        attempts = List.copyOf(attempts);
    }
}
