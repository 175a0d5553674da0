package dev.jobgrid.internal.estimate;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.EstimateSource;
import dev.jobgrid.estimate.Span;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.spi.HistoryKey.Measure;
import java.time.Duration;
import java.util.Optional;

/** How long a job will run and wait, and what it will cost: by jobs like it, else by what is usual. Thread-safe. */
public final class Forecast {
    private final History history;

    /** What is foretold of one job. */
    public record Figures(Span runtime, Cost cost, EstimateSource source) {}

    Forecast(History history) {
        this.history = history;
    }

    /** Notes what a job that is taken was told. */
    void promised(JobRef job, Decision decision) {
        history.promised(job, decision.outcome());
    }

    Figures of(WorkspaceId workspace, JobSpec spec, Decision decision) {
        Optional<Span> known = history.range(Likeness.runtimes(workspace, spec, gpu(decision)));
        Span runtime = known.map(span -> atMost(span, spec)).orElseGet(() -> Expectations.runtime(spec));
        return new Figures(
                runtime,
                Expectations.cost(runtime, decision),
                known.isPresent() ? EstimateSource.HISTORY : EstimateSource.DEFAULTS);
    }

    Span queueWait(WorkspaceId workspace, Decision decision, Availability availability) {
        return switch (availability) {
            case AVAILABLE -> wait(workspace, decision, Measure.WAIT_FREE, availability);
            case LIMITED -> wait(workspace, decision, Measure.WAIT_BUSY, availability);
            case UNAVAILABLE, UNKNOWN -> Expectations.queueWait(availability);
        };
    }

    private Span wait(WorkspaceId workspace, Decision decision, Measure measure, Availability availability) {
        Span usual = history.range(Likeness.waits(workspace, measure, gpu(decision)))
                .orElseGet(() -> Expectations.queueWait(availability));
        Duration start = decision.chosen().map(Offer::start).orElse(Duration.ZERO);
        return new Span(usual.min().plus(start), usual.max().plus(start));
    }

    private static String gpu(Decision decision) {
        return decision.chosen()
                .map(offer -> Likeness.gpu(offer.gpu().name(), decision.demand().gpus()))
                .orElse("");
    }

    private static Span atMost(Span span, JobSpec spec) {
        Optional<Duration> most = spec.timeout();
        return most.map(limit ->
                        new Span(Expectations.shorter(span.min(), limit), Expectations.shorter(span.max(), limit)))
                .orElse(span);
    }
}
