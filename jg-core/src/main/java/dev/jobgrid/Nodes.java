package dev.jobgrid;

import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.monitor.KnownNode;
import java.util.List;

/**
 * The nodes of all grids on one storage, in whichever processes they are. For the operator: not limited by a caller. Thread-safe;
 * all methods block on the store.
 */
public interface Nodes {
    /**
     * All nodes that are known, by executor and name: those that live grids reach, and those that only runs hold something on.
     */
    List<KnownNode> list();

    /**
     * Forgets a machine that is gone for good: gives back all that runs hold there, and ends those runs as
     * {@link dev.jobgrid.job.Failure.Cause#WORKER_LOST}; the retry policy says which of their jobs are queued again. Each run is
     * forgotten in a transaction of its own. A call that fails may have forgotten some, and the next one goes on with the rest.
     *
     * <p>Only for a machine whose programs do not run any more. If it comes back with one that does, the grid that reaches it
     * stops that. Until then its devices may be given to others too: the process executor starts nothing there, a Docker Engine
     * would.
     *
     * @param node the node's name or its machine's id, as {@link #list} tells them; "EXECUTOR/NAME" where several executors have
     *     one that is called so
     * @throws dev.jobgrid.errors.JobGridException NOT_FOUND if no known node is called so; CONFLICT if several are, or while a
     *     live grid reaches the node or looks after a run there. One that was killed is taken to live until its lease is over
     */
    ForgottenNode forget(String node);
}
