package dev.jobgrid.internal.execute;

import dev.jobgrid.GridSettings;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.executor.RunExit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Ends lost runs: the retry policy decides whether their jobs are queued again. Pure. */
public final class LostRuns {
    private final Conclusion conclusion;

    /** With these settings. */
    public LostRuns(GridSettings.Running settings) {
        conclusion = new Conclusion(settings);
    }

    /**
     * The change that ends the run of a job.
     *
     * @param why a sentence, for people
     */
    public Transition givenUp(Job job, String why, Instant now) {
        RunExit lost = RunExit.broken(Failure.Cause.WORKER_LOST, why, now);
        RunExit timed = job.state()
                .times()
                .started()
                .map(start -> lost.withRuntime(Duration.between(start, RunCost.latestEnd(job, now))))
                .orElse(lost);
        return conclusion.of(job, timed, Optional.empty(), now);
    }
}
