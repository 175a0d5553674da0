package dev.jobgrid.internal.execute;

import dev.jobgrid.job.Cost;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a job did cost: its run time at the rate of its place. Pure. */
public final class RunCost {
    private RunCost() {}

    /** The job's cost if its run ends at this moment of its grid's clock; nothing if its program never started. */
    public static Cost upTo(Job job, Instant end) {
        return of(job, job.state().times().started().map(start -> Duration.between(start, end)));
    }

    /** The job's cost after its program ran so long; nothing if it never started. */
    static Cost of(Job job, Optional<Duration> ran) {
        Usd actual = ran.flatMap(time -> job.attempt()
                        .placement()
                        .map(place -> place.hourlyRate().forSeconds(seconds(time))))
                .orElse(Usd.ZERO);
        return job.state().cost().spent(actual);
    }

    /** The job's cost if it ends now: of a run whose program has ended and whose files are stored, up to the program's end. */
    public static Cost sofar(Job job, Instant now) {
        return upTo(job, latestEnd(job, now));
    }

    /** When the program of a job that has not ended is over at the latest: its files may take long to be stored. */
    static Instant latestEnd(Job job, Instant now) {
        return job.phase() == ExecutionPhase.CLEANUP ? job.state().times().phaseStarted() : now;
    }

    /** Whole seconds begun; a clock that went back makes none. */
    private static long seconds(Duration run) {
        return run.isNegative() ? 0 : run.plusNanos(999_999_999).toSeconds();
    }
}
