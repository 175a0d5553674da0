package dev.jobgrid.spi.store;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.routing.Usd;
import java.util.Optional;

/**
 * What was set aside for a job: of its workspace's credits if it pays by them, else only written down.
 *
 * @param job for which job
 * @param held how much
 * @param charged what it did cost when it ended
 */
public record CreditHold(JobRef job, Usd held, Optional<Usd> charged) {
    /** Whether the job is still to be settled. */
    public boolean isOpen() {
        return charged.isEmpty();
    }
}
