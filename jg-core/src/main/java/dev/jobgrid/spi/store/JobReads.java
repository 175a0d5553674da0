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
 * Finds jobs and their events. Each read sees what was committed before it. Thread-safe; all methods but those that say
 * otherwise block on the store, and throw {@link dev.jobgrid.errors.JobGridException} STORE_UNAVAILABLE if it is down and
 * INTERNAL_ERROR if it fails otherwise.
 */
public interface JobReads {
    /** The job, if it exists. */
    Optional<Job> find(JobRef ref);

    /**
     * The job, if it exists, without waiting for the reads of others: a store whose callers share statements returns at once
     * if one is under way. What the stage is told for runs in a thread of the store's, and must not block.
     */
    default CompletionStage<Optional<Job>> findAsync(JobRef ref) {
        return CompletableFuture.supplyAsync(() -> find(ref), Runnable::run);
    }

    /** The job that an idempotency key was used for, if it may not be used anew at this moment. */
    Optional<Job> findByKey(WorkspaceId workspace, String key, Instant now);

    /** Jobs of a workspace, by when they were created, then by id, newest first. */
    List<Job> list(JobQuery query);

    /** Events of a job with a greater sequence, in order. Empty if the job does not exist. */
    List<JobEvent> events(JobRef ref, long afterSequence, int limit);

    /**
     * The heads of the queue: jobs that wait for a place and may be tried now, those of a lane by their
     * {@link dev.jobgrid.job.QueueKey}, then by id. Workspaces come by their ids, and the lanes of one in an order of the store's
     * own that stays the same; one without such a job is left out. What it costs follows from what is asked for, not from
     * what is queued.
     */
    List<QueuedLane> queued(QueueQuery query);

    /**
     * Workspaces that have queued jobs, whether these may be tried now or not, by their ids.
     *
     * @param after only those behind this one
     * @param most at most so many, 1 or more; fewer are given only if there are no more
     */
    List<WorkspaceId> waiting(Optional<WorkspaceId> after, int most);

    /** All jobs that hold a place: assigned or running. */
    List<Job> active();
}
