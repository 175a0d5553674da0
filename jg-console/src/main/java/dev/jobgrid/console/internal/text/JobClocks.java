package dev.jobgrid.console.internal.text;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How long a job waited and ran, and what that costs so far. */
public final class JobClocks {
    private JobClocks() {}

    /** From its submit to the start of its last run, to its end if it never started, or until now. */
    public static Duration waited(Job job, Instant now) {
        JobTimes times = job.state().times();
        return between(times.created(), times.started().or(times::finished).orElse(now));
    }

    /** From the start of its last run to its end or now; empty before the start. */
    public static Optional<Duration> ran(Job job, Instant now) {
        JobTimes times = job.state().times();
        return times.started().map(start -> between(start, times.finished().orElse(now)));
    }

    /** Since when its program runs, while it does. */
    public static Optional<Instant> runningSince(Job job) {
        return job.isTerminal() ? Optional.empty() : job.state().times().started();
    }

    /** Its actual cost, or that of its run until now; empty before the start. */
    public static Optional<Usd> cost(Job job, Instant now) {
        return job.state()
                .cost()
                .actual()
                .or(() -> job.attempt()
                        .placement()
                        .flatMap(place -> ran(job, now)
                                .map(span -> job.state()
                                        .cost()
                                        .payable(
                                                place.hourlyRate().forSeconds(Math.min(span.toSeconds(), 1L << 30))))));
    }

    private static Duration between(Instant from, Instant to) {
        return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
    }
}
