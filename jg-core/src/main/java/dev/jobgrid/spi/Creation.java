package dev.jobgrid.spi;

import dev.jobgrid.job.Job;

/**
 * What became of a {@link NewJob}.
 *
 * @param job the job as it is stored: the new one, or the one that was there
 * @param found how it came to be stored
 */
public record Creation(Job job, Found found) {
    /** How a job came to be stored. */
    public enum Found {
        /** It is new. */
        CREATED,
        /** A job of this id was there; nothing was stored. */
        SAME_ID,
        /** The idempotency key was used before, for this job; nothing was stored. */
        SAME_KEY
    }
}
