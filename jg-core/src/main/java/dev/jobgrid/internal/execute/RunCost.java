package dev.jobgrid.internal.execute;

import dev.jobgrid.job.Cost;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.time.Instant;

/** What a job did cost: its run time at the rate of its place. Pure. */
public final class RunCost {
    private RunCost() {}

    /** The job's cost if its run ends at this moment; nothing if its program never started. */
    public static Cost upTo(Job job, Instant end) {
        Cost cost = job.state().cost();
        Usd actual = job.state()
                .times()
                .started()
                .flatMap(start -> job.attempt()
                        .placement()
                        .map(place -> place.hourlyRate().forSeconds(seconds(start, end))))
                .orElse(Usd.ZERO);
        return cost.spent(actual);
    }

    /** The job's cost if it ends now: of a run whose program has ended and whose files are stored, up to the program's end. */
    public static Cost sofar(Job job, Instant now) {
        return upTo(
                job, job.phase() == ExecutionPhase.CLEANUP ? job.state().times().phaseStarted() : now);
    }

    /** Whole seconds begun; a clock that went back makes none. */
    private static long seconds(Instant start, Instant end) {
        Duration run = Duration.between(start, end);
        return run.isNegative() ? 0 : run.plusNanos(999_999_999).toSeconds();
    }
}
