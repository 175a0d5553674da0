package dev.jobgrid.spi.store;

import dev.jobgrid.credits.Shortfall;
import dev.jobgrid.job.Job;
import java.util.Optional;

/**
 * What became of a {@link NewJob}.
 *
 * @param job the job as it is stored: the new one, or the one that was there; as it was handed in, if it is not
 * @param found how it came to be stored, or why it is not
 * @param shortfall what was missing, if it is UNFUNDED
 */
public record Creation(Job job, Found found, Optional<Shortfall> shortfall) {
    /** How a job came to be stored. */
    public enum Found {
        /** It is new. */
        CREATED,
        /** A job of this id was there; nothing was stored. */
        SAME_ID,
        /** The idempotency key was used before, for this job; nothing was stored. */
        SAME_KEY,
        /** The new jobs of the list hold back more than their workspace has; none of the list was stored. */
        UNFUNDED,
        /** The id or key of another job of the list is taken by a job with another spec; none of the list was stored. */
        BATCH_REJECTED;

        /** Whether the job is in the store. */
        public boolean isStored() {
            return this != UNFUNDED && this != BATCH_REJECTED;
        }
    }

    /** A job of which nothing is missing. */
    public Creation(Job job, Found found) {
        this(job, found, Optional.empty());
    }

    /** A job that is not stored, because of another of its list. */
    public static Creation leftOut(Job job) {
        return new Creation(job, Found.BATCH_REJECTED);
    }

    /** A job that is not stored, for want of credits. */
    public static Creation unfunded(Job job, Shortfall shortfall) {
        return new Creation(job, Found.UNFUNDED, Optional.of(shortfall));
    }
}
