package dev.jobgrid.spi.store;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.Usd;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A new job to store, with its related rows.
 *
 * @param job the job
 * @param events its first events
 * @param reservation its highest cost, stored with it; taken from credits if its cost says so
 * @param idempotency the key it is submitted with
 */
public record NewJob(Job job, List<JobEvent> events, Usd reservation, Optional<IdempotencyKey> idempotency) {
    /** Copies the events. */
    public NewJob {
        events = List.copyOf(events);
    }

    /** Whether it is placed already: its {@link Allocation} is stored with it. */
    public boolean isPlaced() {
        return job.status() == JobStatus.ASSIGNED && job.attempt().placement().isPresent();
    }

    /**
     * A client's idempotency key: submits with the same key are one submit.
     *
     * @param key 1 to 255 characters, unique within a workspace
     * @param now when it is used
     * @param expires from when it may be reused
     */
    public record IdempotencyKey(String key, Instant now, Instant expires) {}
}
