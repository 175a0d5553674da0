package dev.jobgrid.internal.admission;

import dev.jobgrid.internal.history.CompletionForecast;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.submit.Overload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Predicts when another job may be admitted. Reads the running jobs at most once a second. Thread-safe. */
public final class RetryAfterForecast {
    private static final Duration CACHE_TTL = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    private final JobStore jobs;
    private final CompletionForecast endings;
    private final InstantSource clock;
    private final AtomicReference<Optional<Seen>> seen = new AtomicReference<>(Optional.empty());

    private record Seen(List<Job> active, Instant at) {}

    /** A forecast from the ends of these jobs. */
    public RetryAfterForecast(JobStore jobs, CompletionForecast endings, InstantSource clock) {
        this.jobs = jobs;
        this.endings = endings;
        this.clock = clock;
    }

    /**
     * The predicted time until the first running job ends, 1 second to 5 minutes; {@link Overload#A_WHILE} if unknown.
     */
    Duration in(Predicate<Job> whose) {
        Instant now = clock.instant();
        List<Job> running = active(now).stream().filter(whose).toList();
        Duration wait = endings.next(running, now).orElse(Overload.A_WHILE);
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }

    private List<Job> active(Instant now) {
        Optional<Seen> last = seen.get()
                .filter(look ->
                        !now.isBefore(look.at()) && now.isBefore(look.at().plus(CACHE_TTL)));
        List<Job> active = last.map(Seen::active).orElseGet(jobs::active);
        if (last.isEmpty()) {
            seen.set(Optional.of(new Seen(active, now)));
        }
        return active;
    }
}
