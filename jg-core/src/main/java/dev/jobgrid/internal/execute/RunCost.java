package dev.jobgrid.internal.execute;

import dev.jobgrid.job.Cost;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The actual cost of a job: its run time at the rate of its placement. Pure. */
public final class RunCost {
    private RunCost() {}

    /** The job's cost if its run ends at this moment of its grid's clock; zero if its program never started. */
    public static Cost upTo(Job job, Instant end) {
        return of(job, job.state().times().started().map(start -> Duration.between(start, end)));
    }

    /** The job's cost after this runtime; zero if its program never started. */
    static Cost of(Job job, Optional<Duration> ran) {
        Usd actual = ran.flatMap(time -> job.attempt()
                        .placement()
                        .map(place -> place.hourlyRate().forSeconds(seconds(time))))
                .orElse(Usd.ZERO);
        return job.state().cost().spent(actual);
    }

    /**
     * The job's cost if it ends now: for a run whose program has ended and whose files are being stored, up to the
     * program's end.
     */
    public static Cost sofar(Job job, Instant now) {
        return upTo(job, latestEnd(job, now));
    }

    /** The latest end of an unfinished job's program: storing its files may take long. */
    static Instant latestEnd(Job job, Instant now) {
        return job.phase() == ExecutionPhase.CLEANUP ? job.state().times().phaseStarted() : now;
    }

    /** Started seconds; zero if the clock went back. */
    private static long seconds(Duration run) {
        return run.isNegative() ? 0 : run.plusNanos(999_999_999).toSeconds();
    }
}
