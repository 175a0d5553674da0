package dev.jobgrid.spi;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.job.Transition;
import java.time.Duration;

/**
 * Observes what a grid does, for metrics. Called often, by one thread per grid, in order and with a small delay: an
 * observer shared by several grids must be thread-safe. Calls that it is too slow for are dropped, counted by
 * {@link dev.jobgrid.Operations#droppedObservations} and logged once. Exceptions are logged and have no other effect.
 */
public interface GridObserver {
    /** Ignores all calls. */
    GridObserver NONE = new GridObserver() {};

    /** A change of a job was stored by this grid. */
    default void changed(Transition transition) {}

    /** A placement was decided. */
    default void routed(Duration took) {}

    /**
     * An executor threw.
     *
     * @param executor its name
     * @param operation the failed call: "launch", "attach", …
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
     * The store was called.
     *
     * @param store which: "jobs", "logs", …
     * @param operation the method: "apply", "find", …
     * @param took the duration
     * @param failed whether it threw
     */
    default void storeCalled(String store, String operation, Duration took, boolean failed) {}
}
