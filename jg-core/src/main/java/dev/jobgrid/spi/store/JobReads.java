package dev.jobgrid.spi.store;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.monitor.JobQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads jobs and their events. Each read sees all earlier commits. Thread-safe; all methods but those that say
 * otherwise block on the store, and throw {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE if it is down
 * and INTERNAL_ERROR if it fails otherwise.
 */
public interface JobReads {
    /** The job, if it exists. */
    Optional<Job> find(JobRef ref);

    /**
     * The job, if it exists, without waiting for the reads of others: a store that batches reads returns at once while
     * one is in flight. Continuations of the stage run in a thread of the store's, and must not block.
     */
    default CompletionStage<Optional<Job>> findAsync(JobRef ref) {
        return CompletableFuture.supplyAsync(() -> find(ref), Runnable::run);
    }

    /**
     * The job that an idempotency key was used for, unless the key has expired at this moment, or is free again: that of
     * a launch plan that {@linkplain Job#isUnplacedPlan got no place}.
     */
    Optional<Job> findByKey(WorkspaceId workspace, String key, Instant now);

    /** Jobs of a workspace by creation time, then by id, newest first. */
    List<Job> list(JobQuery query);

    /** Events of a job with a greater sequence, in order. Empty if the job does not exist. */
    List<JobEvent> events(JobRef ref, long afterSequence, int limit);

    /**
     * The heads of the queue: queued jobs that may be placed now, within a lane by their
     * {@link dev.jobgrid.job.QueueKey}, then by id. Workspaces are ordered by id, and the lanes of one in a stable
     * order of the store's own; lanes without such a job are left out. The cost depends on the query, not on the length
     * of the queue. Large specs are {@linkplain Job#isAbridged abridged}. A lane gets fewer jobs than the query asks for,
     * one at least, once the jobs read before take more than {@link QueueQuery#bytes}.
     */
    List<QueuedLane> queued(QueueQuery query);

    /**
     * Workspaces with queued jobs, whether these may be placed now or not, by id.
     *
     * @param after only those after this one
     * @param max the most workspaces, 1 or more; fewer only if there are no more
     */
    List<WorkspaceId> waiting(Optional<WorkspaceId> after, int max);

    /** All jobs with a placement: assigned or running. Large specs are {@linkplain Job#isAbridged abridged}. */
    List<Job> active();
}
