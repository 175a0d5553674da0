package dev.jobgrid.internal.history;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Usd;
import java.time.Duration;

/** Estimates for a job without history of similar ones: fixed ranges by kind of work. Pure. */
final class DefaultEstimates {
    private DefaultEstimates() {}

    /** The runtime: minutes for inference and batch, hours for training; at most its timeout. */
    static DurationRange runtime(JobSpec spec) {
        DurationRange usual = switch (spec.workload()) {
            case INFERENCE -> minutes(5, 15);
            case BATCH -> minutes(5, 30);
            case FINE_TUNING -> minutes(30, 180);
            case TRAINING -> minutes(60, 480);
        };
        return spec.timeout()
                .map(most -> new DurationRange(shorter(usual.min(), most), shorter(usual.max(), most)))
                .orElse(usual);
    }

    /** The wait for a placement. */
    static DurationRange queueWait(Availability availability) {
        return switch (availability) {
            case AVAILABLE -> new DurationRange(Duration.ZERO, Duration.ofSeconds(30));
            case LIMITED -> minutes(1, 30);
            case UNAVAILABLE, UNKNOWN -> new DurationRange(Duration.ZERO, Duration.ZERO);
        };
    }

    /** The cost of that runtime on the chosen offer; zero if there is none. */
    static Cost cost(DurationRange runtime, Decision decision) {
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

    private static DurationRange minutes(long min, long max) {
        return new DurationRange(Duration.ofMinutes(min), Duration.ofMinutes(max));
    }
}
