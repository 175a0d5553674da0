package dev.jobgrid.spi;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * Credits held back for a job.
 *
 * @param job for which job
 * @param held how much
 * @param charged how much of it was taken when the job ended; the rest is free again
 */
public record Reservation(JobRef job, Usd held, Optional<Usd> charged) {
    /** Whether the job is still to be settled. */
    public boolean isOpen() {
        return charged.isEmpty();
    }
}
