package dev.jobgrid.internal.execute;

import dev.jobgrid.job.Attempt;

/**
 * Bounds the events of a job that waits for a node to work again: a node is tried for as long as it is known, which may be
 * for days, and what became of the first few tries says it all. Pure.
 */
public final class TrialEventLimit {
    private static final int MAX_EVENTS = 3;

    private TrialEventLimit() {}

    /** Whether no event is added for what becomes of this run before its program starts. */
    public static boolean isQuiet(Attempt attempt) {
        return attempt.nodeFaults() >= MAX_EVENTS && !attempt.delayReason().isEmpty();
    }
}
