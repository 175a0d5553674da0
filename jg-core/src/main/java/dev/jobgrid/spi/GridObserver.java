package dev.jobgrid.spi;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.job.Transition;
import java.time.Duration;

/**
 * Hears what a grid does, to measure it. Called often, by one thread for each grid, in the order in which things happened
 * and a little later than they did: one that several grids have must be thread-safe. What it is too slow for is dropped, which
 * {@link dev.jobgrid.JobGrid#droppedObservations} counts and a log says once. What it throws is logged and stops nothing.
 */
public interface GridObserver {
    /** Hears nothing. */
    GridObserver NONE = new GridObserver() {};

    /** A change of a job was stored by this grid. */
    default void changed(Transition transition) {}

    /** A place was looked for. */
    default void routed(Duration took) {}

    /**
     * An executor threw.
     *
     * @param executor its name
     * @param operation what it was asked: "launch", "attach", …
     */
    default void executorFailed(String executor, String operation) {}

    /**
     * A node could not start a program, through a fault of its own.
     *
     * @param executor its name
     * @param node the node
     */
    default void nodeFaulted(String executor, String node) {}

    /** A try of a callback was stored by this grid. */
    default void callbackTried(CallbackAttempt attempt) {}

    /**
     * The store was asked something.
     *
     * @param store which: "jobs", "logs", …
     * @param operation what: "apply", "find", …
     * @param took how long
     * @param failed whether it threw
     */
    default void storeCalled(String store, String operation, Duration took, boolean failed) {}
}
