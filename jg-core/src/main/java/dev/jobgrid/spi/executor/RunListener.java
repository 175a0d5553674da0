package dev.jobgrid.spi.executor;

import dev.jobgrid.job.ExecutionPhase;
import java.time.Duration;
import java.time.Instant;

/**
 * Hears how a run comes along. Called from the executor's threads, one call at a time; a call may block on the store, and
 * so hold the executor back.
 */
public interface RunListener {
    /** The run has come to this phase, one that an assigned or running job can have. */
    void phase(ExecutionPhase phase, String message);

    /**
     * The program has started; an executor that can tell how long ago calls {@link #started(Instant, Duration)} instead.
     * Called once for each launch or attach of a run that got so far, before its exit shows.
     *
     * @param at by the engine's clock
     */
    void started(Instant at);

    /**
     * The program has started a while ago; as {@link #started(Instant)}.
     *
     * @param at by the engine's clock
     * @param ago how long the program has run, or did run if it is over already, by a clock of the machine that it runs on:
     *     what this host's clock says counts for nothing
     */
    default void started(Instant at, Duration ago) {
        started(at);
    }
}
