package dev.jobgrid.internal.history;

import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Predicts the end of running jobs from the runtimes of similar jobs. Thread-safe. */
public final class CompletionForecast {
    private final History history;

    /** By this history. */
    public CompletionForecast(History history) {
        this.history = history;
    }

    /** Time until the first of these jobs ends; empty if there is no history of similar jobs, or all are overdue. */
    public Optional<Duration> next(Collection<Job> jobs, Instant now) {
        return jobs.stream().flatMap(job -> left(job, now).stream()).min(Comparator.naturalOrder());
    }

    private Optional<Duration> left(Job job, Instant now) {
        Optional<Instant> started = job.state().times().started();
        Optional<Placement> place = job.attempt().placement();
        if (started.isEmpty() || place.isEmpty()) {
            return Optional.empty();
        }
        String gpu = SimilarityKeys.gpu(
                place.get().gpu().name(), place.get().gpuIds().size());
        Duration ran = Duration.between(started.get(), now);
        return history.range(SimilarityKeys.runtimes(job.ref().workspace(), job.spec(), gpu))
                .flatMap(span -> left(span, ran));
    }

    /** The least remaining time; within the range of similar jobs, the middle of the rest. */
    private static Optional<Duration> left(DurationRange span, Duration ran) {
        if (ran.compareTo(span.min()) < 0) {
            return Optional.of(span.min().minus(ran));
        }
        return ran.compareTo(span.max()) < 0 ? Optional.of(span.max().minus(ran).dividedBy(2)) : Optional.empty();
    }
}
