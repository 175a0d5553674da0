package dev.jobgrid.internal.estimate;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.schedule.Capacity;
import dev.jobgrid.internal.screening.Screened;
import dev.jobgrid.internal.screening.Screener;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Router;
import java.time.InstantSource;

/** Screens, classifies and routes a draft as a submit would, and stops there. Thread-safe. */
public final class Estimator {
    private final Screener screener;
    private final Router router;
    private final Capacity capacity;
    private final InstantSource clock;

    /** An estimator over this capacity. */
    public Estimator(Screener screener, Router router, Capacity capacity, InstantSource clock) {
        this.screener = screener;
        this.router = router;
        this.capacity = capacity;
        this.clock = clock;
    }

    /** What the draft would need, cost and wait for. */
    public Estimate estimate(WorkspaceId workspace, Draft draft) {
        Screened screened = screener.forEstimate(workspace, draft);
        JobSpec spec = screened.spec();
        Decision decision = route(screened);
        Availability availability = availability(screened, decision);
        return new Estimate(
                screened.screening(),
                screened.classification(),
                decision,
                availability,
                Expectations.cost(spec, decision),
                Expectations.runtime(spec),
                Expectations.queueWait(availability),
                0,
                screened.warnings(),
                clock.instant());
    }

    /** Where a screened draft would go now. */
    public Decision route(Screened screened) {
        return router.route(
                screened.spec().routeRequest(),
                capacity.snapshot(screened.classification().requiresGpu()));
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
