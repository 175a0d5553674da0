package dev.jobgrid.internal.execute;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import java.util.function.Consumer;

/**
 * Callbacks at the end of a run.
 *
 * @param onLost receives a run that may still be in its engine, with its placement and job: it must be removed there, and
 *     holds its devices until then
 * @param onEnd receives the run when it is no longer supervised
 * @param onFree called when its devices are released before that
 */
record RunEnds(Lost onLost, Consumer<RunKey> onEnd, Runnable onFree) {
    /** Receives a run that may still be in its engine. */
    @FunctionalInterface
    interface Lost {
        void discard(RunKey run, Placement place, Job job);
    }
}
