package dev.jobgrid.internal.estimate;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.schedule.Capacity;
import dev.jobgrid.internal.screening.Screened;
import dev.jobgrid.internal.screening.Screener;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.time.InstantSource;

/** Screens, classifies and routes a draft as a submit would, and stops there. Thread-safe. */
public final class Estimator {
    private final Screener screener;
    private final Router router;
    private final Capacity capacity;
    private final Forecast forecast;
    private final Timings timings;
    private final InstantSource clock;

    /** An estimator over this capacity. */
    public Estimator(
            Screener screener,
            Router router,
            Capacity capacity,
            History history,
            Timings timings,
            InstantSource clock) {
        this.screener = screener;
        this.router = router;
        this.capacity = capacity;
        this.forecast = new Forecast(history);
        this.timings = timings;
        this.clock = clock;
    }

    /** What the draft would need, cost and wait for. */
    public Estimate estimate(WorkspaceId workspace, Draft draft) {
        Screened screened = screener.forEstimate(workspace, draft);
        JobSpec spec = screened.spec();
        Asked asked = asked(workspace, screened);
        Decision decision = router.route(asked.request(), asked.offers());
        Availability availability = availability(screened, decision);
        Forecast.Figures figures = forecast.of(workspace, spec, decision);
        return new Estimate(
                screened.screening(),
                screened.classification(),
                decision,
                availability,
                figures.cost(),
                figures.runtime(),
                forecast.queueWait(workspace, decision, availability),
                0,
                screened.warnings(),
                clock.instant(),
                figures.source(),
                asked.request());
    }

    /** What a job that goes there would cost. */
    public Cost cost(WorkspaceId workspace, JobSpec spec, Decision decision) {
        return forecast.of(workspace, spec, decision).cost();
    }

    /** Notes that a job is taken on this decision, so that its wait tells what such a decision is worth. */
    public void taken(JobRef job, Decision decision) {
        forecast.promised(job, decision);
    }

    /** Where a screened draft would go now. */
    public Decision route(WorkspaceId workspace, Screened screened) {
        Asked asked = asked(workspace, screened);
        return router.route(asked.request(), asked.offers());
    }

    private record Asked(RouteRequest request, Snapshot offers) {}

    private Asked asked(WorkspaceId workspace, Screened screened) {
        Snapshot offers = capacity.snapshot(screened.classification().requiresGpu());
        return new Asked(timings.request(workspace, screened.spec(), offers), offers);
    }

    private static Availability availability(Screened screened, Decision decision) {
        if (!screened.screening().canSubmit()) {
            return Availability.UNKNOWN;
        }
        return switch (decision.outcome()) {
            case PLACED -> Availability.AVAILABLE;
            case BUSY -> Availability.LIMITED;
            case UNSATISFIABLE -> Availability.UNAVAILABLE;
        };
    }
}
