package dev.jobgrid.callbacks;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobStatus;
import java.time.Instant;

/**
 * A callback that is owed, written in the transaction that ends its job (reference §11).
 *
 * @param id one for all tries
 * @param job the job that ended
 * @param status how it ended
 * @param created when it ended
 * @param tries tries made so far
 * @param due when the next try is due
 */
public record CallbackDelivery(String id, JobRef job, JobStatus status, Instant created, int tries, Instant due) {}
