package dev.jobgrid.spi.store;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.routing.Usd;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job to be stored for the first time, with all that belongs to it.
 *
 * @param job the job
 * @param events its first events
 * @param reservation what it may cost at most, kept with it; held back of credits if its cost says so
 * @param idempotency the key it is handed in with
 */
public record NewJob(Job job, List<JobEvent> events, Usd reservation, Optional<IdempotencyKey> idempotency) {
    /** Copies the events. */
    public NewJob {
        events = List.copyOf(events);
    }

    /**
     * A client's promise that submits with the same key are the same submit.
     *
     * @param key 1 to 255 characters, unique within a workspace
     * @param now when it is used
     * @param expires from when it may be used anew
     */
    public record IdempotencyKey(String key, Instant now, Instant expires) {}
}
