package dev.jobgrid.internal.history;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.estimate.EstimateSource;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.spi.store.HistoryKey.Measure;
import java.time.Duration;
import java.util.Optional;

/** Predicts runtime, wait and cost of a job: from similar jobs, else from defaults. Thread-safe. */
public final class Forecast {
    private final History history;

    /** The prediction for one job. */
    public record Figures(DurationRange runtime, Cost cost, EstimateSource source) {}

    public Forecast(History history) {
        this.history = history;
    }

    /** Records what an accepted job was quoted. */
    public void promised(JobRef job, Decision decision) {
        history.promised(job, decision.outcome());
    }

    public Figures of(WorkspaceId workspace, JobSpec spec, Decision decision) {
        Optional<DurationRange> known = history.range(SimilarityKeys.runtimes(workspace, spec, gpu(decision)));
        DurationRange runtime = known.map(span -> atMost(span, spec)).orElseGet(() -> DefaultEstimates.runtime(spec));
        return new Figures(
                runtime,
                DefaultEstimates.cost(runtime, decision),
                known.isPresent() ? EstimateSource.HISTORY : EstimateSource.DEFAULTS);
    }

    public DurationRange queueWait(WorkspaceId workspace, Decision decision, Availability availability) {
        return switch (availability) {
            case AVAILABLE -> wait(workspace, decision, Measure.WAIT_FREE, availability);
            case LIMITED -> wait(workspace, decision, Measure.WAIT_BUSY, availability);
            case UNAVAILABLE, UNKNOWN -> DefaultEstimates.queueWait(availability);
        };
    }

    private DurationRange wait(WorkspaceId workspace, Decision decision, Measure measure, Availability availability) {
        DurationRange usual = history.range(SimilarityKeys.waits(workspace, measure, gpu(decision)))
                .orElseGet(() -> DefaultEstimates.queueWait(availability));
        Duration start = decision.chosen().map(Offer::start).orElse(Duration.ZERO);
        return new DurationRange(usual.min().plus(start), usual.max().plus(start));
    }

    private static String gpu(Decision decision) {
        return decision.chosen()
                .map(offer ->
                        SimilarityKeys.gpu(offer.gpu().name(), decision.demand().gpus()))
                .orElse("");
    }

    private static DurationRange atMost(DurationRange span, JobSpec spec) {
        Optional<Duration> max = spec.timeout();
        return max.map(limit -> new DurationRange(
                        DefaultEstimates.shorter(span.min(), limit), DefaultEstimates.shorter(span.max(), limit)))
                .orElse(span);
    }
}
