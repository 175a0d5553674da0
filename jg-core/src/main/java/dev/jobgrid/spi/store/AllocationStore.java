package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import java.util.List;

/**
 * Stores which run holds which devices, and its owner. Allocations are written by {@link JobStore#apply}: with the
 * change that places a run, with one that changes its owner, and with one that ends it. No device of a node is ever held by two runs.
 * Thread-safe; all methods block on the store.
 */
public interface AllocationStore {
    /** All allocations, in no order. */
    List<Allocation> list();

    /**
     * Transfers a run whose job has continued without it to another instance, which stops it and releases its devices.
     * A run that its job still has is transferred with {@link JobStore#apply} instead.
     *
     * @return false, and nothing changes, if {@code from} does not own the run
     */
    boolean takeOver(RunKey run, InstanceId from, InstanceId to);

    /**
     * Releases the devices of a run whose program has ended and whose job has continued without it; the run is still
     * supervised. Where the job still has the run, a change that
     * {@linkplain dev.jobgrid.job.Transition#releasesDevices releases devices} does it.
     *
     * @return false, and nothing changes, if the instance does not own the run
     */
    boolean free(RunKey run, InstanceId owner);

    /**
     * Releases the allocation of a run that its engine has removed, where no change has
     * {@linkplain dev.jobgrid.job.Transition#releasesAllocation released} it.
     *
     * @return false, and nothing changes, if the instance does not own the run
     */
    boolean release(RunKey run, InstanceId owner);

    /**
     * Releases the allocation of a run on a lost machine, together with the change that continues its job without it:
     * in one transaction, all or nothing. No instance can reach the machine between the check and the commit: one that
     * joins, or updates its nodes, waits.
     *
     * @return false, and nothing changes, if an instance {@linkplain Instance#isAt is there}, including one with an
     *     expired lease that {@link InstanceStore#live} has not ended yet; if it has another owner, or is no longer
     *     held there; or if the job has another version than the change was built from
     */
    boolean forget(ForgottenAllocation forgotten);

    /** The runs that this instance owns although their jobs have ended, in no order. */
    List<RunKey> over(InstanceId owner);
}
