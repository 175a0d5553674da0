package dev.jobgrid.spi.store;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores counts of jobs for admission, and the parts closed for maintenance. Thread-safe; all methods block on the
 * store.
 */
public interface AdmissionStore {
    /** The number of jobs that have not ended, counted up to this bound. */
    JobCounts census(int bound);

    /** The number of queued jobs of all workspaces, counted up to this bound. */
    default long queued(int bound) {
        return census(bound).jobs().getOrDefault(JobStatus.QUEUED, 0L);
    }

    /** The {@linkplain dev.jobgrid.job.JobSpec#largeBytes bytes} of the large specs of a workspace's queued jobs. */
    long queuedBytes(WorkspaceId workspace);

    /**
     * Admits jobs if that exceeds no limit, all of them or none. They count from now on, also while they are not stored
     * yet; they stop counting if they are not stored within a minute, or are {@linkplain #release released}. Admissions
     * to one workspace are serialised, so that concurrent grids cannot exceed its limits; the limit of the queue, which
     * covers all workspaces, may be exceeded by concurrent admissions. Within a caller's transaction ({@link
     * TransactionalJobs#within}) nothing is locked and no ticket is stored: only committed jobs and those of the
     * transaction count, so that each concurrent transaction may exceed the limits by one.
     *
     * @return the first limit that would be exceeded; empty if they are admitted
     */
    Optional<Overload> admit(Admission admission);

    /** The limit that {@link #admit} would refuse the jobs for, except submits per minute. Admits nothing. */
    Optional<Overload> overload(Admission admission);

    /**
     * Releases the tickets of admitted jobs that are not stored: they no longer count, except towards submits per
     * minute, which count tries. No effect for jobs without a ticket.
     */
    void release(WorkspaceId workspace, List<JobId> jobs);

    /** As {@link #release}, without blocking, where the store has threads of its own. */
    default CompletionStage<Void> releaseAsync(WorkspaceId workspace, List<JobId> jobs) {
        return CompletableFuture.runAsync(() -> release(workspace, jobs), Runnable::run);
    }

    /** The closed parts, with their messages. */
    Map<GridPart, String> closed();

    /** Closes a part, or replaces its message. */
    void close(GridPart part, String message);

    /** Opens a part. */
    void open(GridPart part);
}
