package dev.jobgrid.spi.executor;

import dev.jobgrid.job.ExecutionPhase;
import java.time.Duration;
import java.time.Instant;

/**
 * Receives the progress of a run. Called from the executor's threads, one call at a time; a call may block on the
 * store, and so delay the executor.
 */
public interface RunListener {
    /** The run has reached this phase, one that an assigned or running job can have. */
    void phase(ExecutionPhase phase, String message);

    /**
     * Whether the run is still this grid's to start. Asked right before each step that could start the program a second
     * time: a grid that stood still for longer than its lease may find that another has run it and removed what was
     * there. Executors whose launches exclude each other need not ask. Reads the store.
     *
     * @return false if the job is over, or another grid has the run: the launch ends without a program
     * @throws RuntimeException if the store does not answer: the launch asks again later
     */
    default boolean mayStart() {
        return true;
    }

    /**
     * The program has started; an executor that can tell how long ago calls {@link #started(Instant, Duration)}
     * instead. Called once for each launch or attach of a started run, before its exit is available.
     *
     * @param at by the engine's clock
     */
    void started(Instant at);

    /**
     * The program has started a while ago; as {@link #started(Instant)}.
     *
     * @param at by the engine's clock
     * @param ago how long the program has run, or did run if it has ended, by the clock of its machine, independent of
     *     this host's clock
     */
    default void started(Instant at, Duration ago) {
        started(at);
    }
}
