package dev.jobgrid.spi.callback;

import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import java.util.Optional;
import java.util.Set;

/** Sends callbacks to their receivers (reference §11). Thread-safe. */
public interface CallbackSender extends AutoCloseable {
    /** Receivers, by {@link CallbackDelivery#receiver}, that must not be sent to now. */
    Set<String> resting();

    /**
     * Sends a callback once, and blocks for about fifteen seconds at most. Never throws for what the network or the
     * receiver does.
     *
     * @param job the job that the callback reports, which has a callback target
     */
    CallbackOutcome send(Job job, CallbackDelivery delivery);

    /**
     * Why no callback can ever be sent to this receiver, as far as that is known without network access; empty if it
     * can. Clients get it as a warning when they submit a job. Does not block.
     */
    default Optional<String> undeliverableReason(CallbackTarget target) {
        return Optional.empty();
    }

    /** Aborts requests in flight, which are then {@link CallbackOutcome.Kind#UNSENT}. May be called twice. */
    @Override
    void close();
}
