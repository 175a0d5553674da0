package dev.jobgrid.spi.callback;

import dev.jobgrid.callbacks.CallbackAnswer;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import java.util.Optional;
import java.util.Set;

/** Takes callbacks to their receivers (reference §11). Thread-safe. */
public interface CallbackSender extends AutoCloseable {
    /** Receivers, as {@link CallbackDelivery#receiver} names them, that nothing is to be sent to now. */
    Set<String> resting();

    /**
     * Sends a callback once, and blocks for about fifteen seconds at most. Never throws for what the network or the
     * receiver does.
     *
     * @param job the job it tells of, which has a callback target
     */
    CallbackAnswer send(Job job, CallbackDelivery delivery);

    /**
     * Why nothing is ever sent to this receiver, as far as that can be told without asking the network; empty if it is. Clients
     * are warned with it when they hand a job in. Does not block.
     */
    default Optional<String> undeliverableReason(CallbackTarget target) {
        return Optional.empty();
    }

    /** Breaks off what is under way, which is then {@link CallbackAnswer.Kind#UNSENT}. May be called twice. */
    @Override
    void close();
}
