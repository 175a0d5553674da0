package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import java.util.List;

/**
 * Knows which run holds which devices, and who looks after it. Holds are written by {@link JobStore#apply}: with the change
 * that gives a run its place, and with one that gives it another owner. No device of a node is ever held by two runs.
 * Thread-safe; all methods block on the store.
 */
public interface AllocationStore {
    /** All holds, in no order. */
    List<Allocation> list();

    /**
     * Gives a run to another instance whose job has gone on without it, so that it is stopped and its devices come free. A
     * run that its job is still in is taken with {@link JobStore#apply} instead.
     *
     * @return false, and nothing changes, if {@code from} does not look after the run
     */
    boolean takeOver(RunKey run, InstanceId from, InstanceId to);

    /**
     * Gives back the devices of a run whose program has ended although its job has gone on without it; the run goes on to be
     * looked after. Where the job is still in the run, the change that {@linkplain dev.jobgrid.job.Transition#releasesDevices says
     * so} does it.
     *
     * @return false, and nothing changes, if the instance does not look after the run
     */
    boolean free(RunKey run, InstanceId owner);

    /**
     * Gives back all that a run holds: its engine has let go of it.
     *
     * @return false, and nothing changes, if the instance does not look after the run
     */
    boolean release(RunKey run, InstanceId owner);

    /**
     * Gives back what a run holds on a machine that is gone, together with the change by which its job goes on without it: all or
     * nothing, in one transaction. From when it is found that no instance is there until the end of that, none comes to: one that
     * joins, or tells of other nodes, waits.
     *
     * @return false, and nothing changes, if an instance {@linkplain Instance#isAt is there}, one whose lease has run out among
     *     them until {@link InstanceStore#live} has noticed; if another owner holds it by now, or it is not held there any more;
     *     or if the job has another version than the change was built from
     */
    boolean forget(ForgottenAllocation forgotten);

    /** The runs that this instance looks after although their jobs are over, in no order. */
    List<RunKey> over(InstanceId owner);
}
