package dev.jobgrid.spi;

import dev.jobgrid.job.ExecutionPhase;
import java.time.Instant;

/**
 * Hears how a run comes along. Called from the executor's threads, one call at a time; a call may block on the store, and
 * so hold the executor back.
 */
public interface RunListener {
    /** The run has come to this phase, one that an assigned or running job can have. */
    void phase(ExecutionPhase phase, String message);

    /** The program has started. Called once for each launch or attach of a run that got so far, before its exit shows. */
    void started(Instant at);
}
