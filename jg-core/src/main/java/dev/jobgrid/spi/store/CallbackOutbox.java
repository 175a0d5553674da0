package dev.jobgrid.spi.store;

import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stores callbacks. They are written by the {@link JobStore#apply} that ends their job. Thread-safe; all methods block
 * on the store.
 */
public interface CallbackOutbox {
    /**
     * Pending callbacks whose next try is due, the longest due first.
     *
     * @param receivers whose callbacks are left out
     * @param workspaces whose callbacks are left out as well
     */
    List<CallbackDelivery> due(Instant now, int limit, Set<String> receivers, Set<WorkspaceId> workspaces);

    /** As {@link #due(Instant, int, Set, Set)}, of all workspaces. */
    default List<CallbackDelivery> due(Instant now, int limit, Set<String> receivers) {
        return due(now, limit, receivers, Set.of());
    }

    /**
     * Stores one change, whole, if the stored callback still has the version that the change was built from, and so has
     * its job.
     *
     * @return false if not; nothing was written then
     */
    boolean update(CallbackChange change);

    /** The callback of a job with its newest hundred tries, if it has one. */
    Optional<CallbackReport> find(JobRef job);

    /** Callbacks of a workspace in this state, newest first. */
    List<CallbackDelivery> list(WorkspaceId workspace, CallbackProgress.State state, int limit);
}
