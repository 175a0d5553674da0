package dev.jobgrid.internal.execute;

import dev.jobgrid.job.Attempt;

/**
 * Bounds the events of trial runs of a job: a quarantined node is tried for as long as it is known, maybe for days, and
 * the first few results are enough. Pure.
 */
public final class TrialEventLimit {
    private static final int MAX_EVENTS = 3;

    private TrialEventLimit() {}

    /** Whether events of this run before its program's start are omitted. */
    public static boolean isQuiet(Attempt attempt) {
        return attempt.nodeFaults() >= MAX_EVENTS && !attempt.delayReason().isEmpty();
    }
}
