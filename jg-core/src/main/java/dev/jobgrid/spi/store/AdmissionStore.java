package dev.jobgrid.spi.store;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts jobs, and keeps what is closed for maintenance. Thread-safe; all methods block on the store. */
public interface AdmissionStore {
    /** How many jobs are not over; counts to this bound only. */
    JobCounts census(int bound);

    /**
     * Lets jobs in if that breaks no limit, all of them or none. They count from now on, also while they are not stored yet;
     * those that are not after a minute, or are {@linkplain #release released}, count no more. Admissions to one workspace go one
     * after the other, so that no number of grids lets in more than the limits say; the limit of the queue, which is of all
     * workspaces, may be passed by as many as are let in at once. Within a caller's transaction
     * ({@link TransactionalJobs#within}) nothing is locked and no ticket is left: what counts is what is committed and what the
     * transaction stored itself, so that as many may pass the limits as there are such transactions at once.
     *
     * @return the first limit that would be broken; empty if they are let in
     */
    Optional<Overload> admit(Admission admission);

    /** The limit that {@link #admit} would refuse the jobs for, but for the submits a minute. Lets nothing in. */
    Optional<Overload> overload(Admission admission);

    /**
     * Gives back the tickets of jobs that were let in and are not stored: they count no more. What they took of the
     * submits a minute stays taken, since that counts tries. Does nothing for jobs without one.
     */
    void release(WorkspaceId workspace, List<JobId> jobs);

    /** As {@link #release}, without blocking, where the store has threads of its own. */
    default CompletionStage<Void> releaseAsync(WorkspaceId workspace, List<JobId> jobs) {
        return CompletableFuture.runAsync(() -> release(workspace, jobs), Runnable::run);
    }

    /** What is closed, and what to tell those who come. */
    Map<GridPart, String> closed();

    /** Closes a part, or tells something else from now on. */
    void close(GridPart part, String message);

    /** Opens a part. */
    void open(GridPart part);
}
