package dev.jobgrid.internal.estimate;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Span;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Usd;
import java.time.Duration;

/** What to expect of a job where the grid has no history of its like: fixed ranges by kind of work. Pure. */
final class Expectations {
    private Expectations() {}

    /** How long it runs: minutes for inference and batch, hours for training; never longer than it may. */
    static Span runtime(JobSpec spec) {
        Span usual = switch (spec.workload()) {
            case INFERENCE -> minutes(5, 15);
            case BATCH -> minutes(5, 30);
            case FINE_TUNING -> minutes(30, 180);
            case TRAINING -> minutes(60, 480);
        };
        return spec.timeout()
                .map(most -> new Span(shorter(usual.min(), most), shorter(usual.max(), most)))
                .orElse(usual);
    }

    /** How long it waits for its place. */
    static Span queueWait(Availability availability) {
        return switch (availability) {
            case AVAILABLE -> new Span(Duration.ZERO, Duration.ofSeconds(30));
            case LIMITED -> minutes(1, 30);
            case UNAVAILABLE, UNKNOWN -> new Span(Duration.ZERO, Duration.ZERO);
        };
    }

    /** What that runtime costs at the chosen place; nothing if there is none. */
    static Cost cost(Span runtime, Decision decision) {
        return decision.chosen()
                .map(offer -> offer.hourlyRate(decision.demand().gpus()))
                .map(rate -> Cost.expected(price(rate, runtime.min()), price(rate, runtime.max())))
                .orElse(Cost.NONE);
    }

    private static Usd price(Usd hourlyRate, Duration runtime) {
        return hourlyRate.forSeconds(runtime.plusMillis(999).toSeconds());
    }

    static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Span minutes(long min, long max) {
        return new Span(Duration.ofMinutes(min), Duration.ofMinutes(max));
    }
}
