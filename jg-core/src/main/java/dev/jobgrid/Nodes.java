package dev.jobgrid;

import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.monitor.KnownNode;
import java.util.List;

/**
 * The nodes of all grids on one storage, in all processes. For the operator: not limited by a caller. Thread-safe; all
 * methods block on the store.
 */
public interface Nodes {
    /**
     * All known nodes, by executor and name: those that live grids reach, those that are away, and those that only have
     * allocations left.
     */
    List<KnownNode> list();

    /**
     * Forgets a machine that is permanently gone: no job waits for it any more, all allocations there are released, and
     * their runs end as {@link dev.jobgrid.job.Failure.Cause#WORKER_LOST}; the retry policy decides which jobs are queued again. Each run
     * is forgotten in its own transaction. A call that fails may have forgotten some; call it again for the rest.
     *
     * <p>Only for a machine whose programs no longer run. If it returns with a running program, the grid that reaches
     * it stops that program. Until then its devices may be allocated twice: the process executor starts nothing
     * there, a Docker Engine would.
     *
     * @param node the node's name or its machine's id, as in {@link #list}; "EXECUTOR/NAME" where several executors
     *     have a node of that name
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if no known node has that name; CONFLICT if several have,
     *     or while a live grid reaches the node or supervises a run there. A killed grid counts as alive until its
     *     lease ends
     */
    ForgottenNode forget(String node);
}
