package dev.jobgrid.spi.store;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * Credits reserved for a job: taken from its workspace's balance if it pays by credits, else only recorded.
 *
 * @param job the job
 * @param held the reserved amount
 * @param charged the actual cost when it ended
 */
public record CreditHold(JobRef job, Usd held, Optional<Usd> charged) {
    /** Whether the job is still to be settled. */
    public boolean isOpen() {
        return charged.isEmpty();
    }
}
