package dev.jobgrid.spi.store;

import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.job.Job;
import java.util.Optional;

/**
 * The outcome of storing a {@link NewJob}.
 *
 * @param job the job as stored: the new one, or the existing one; as submitted, if it is not stored
 * @param found whether it is new or existed, or why it is not stored
 * @param shortfall the missing credits, if it is UNFUNDED
 */
public record Creation(Job job, Found found, Optional<Shortfall> shortfall) {
    /** Whether and why a job is stored. */
    public enum Found {
        /** It is new. */
        CREATED,
        /** A job with this id existed; nothing was stored. */
        SAME_ID,
        /** The idempotency key was used before, for this job; nothing was stored. */
        SAME_KEY,
        /** The new jobs of the list reserve more credits than their workspace has; none of the list was stored. */
        UNFUNDED,
        /** The id or key of another job of the list is taken by a job with another spec; none of the list was stored. */
        BATCH_REJECTED,
        /** It is placed, and another run holds a device of its placement; nothing was stored. */
        DEVICE_HELD;

        /** Whether the job is in the store. */
        public boolean isStored() {
            return this != UNFUNDED && this != BATCH_REJECTED && this != DEVICE_HELD;
        }
    }

    /** A job without a shortfall. */
    public Creation(Job job, Found found) {
        this(job, found, Optional.empty());
    }

    /** A job that is not stored, because of another of its list. */
    public static Creation leftOut(Job job) {
        return new Creation(job, Found.BATCH_REJECTED);
    }

    /** A job that is not stored, for lack of credits. */
    public static Creation unfunded(Job job, Shortfall shortfall) {
        return new Creation(job, Found.UNFUNDED, Optional.of(shortfall));
    }
}
