package dev.jobgrid.internal.estimate;

import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.Screening;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.history.Forecast;
import dev.jobgrid.internal.history.History;
import dev.jobgrid.internal.history.RuntimeEstimates;
import dev.jobgrid.internal.screening.Screened;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.time.InstantSource;
import java.util.Optional;

/** Routes a screened draft and predicts its cost, runtime and wait. Thread-safe. */
public final class Estimator {
    private final Router router;
    private final Capacity capacity;
    private final Forecast forecast;
    private final RuntimeEstimates timings;
    private final InstantSource clock;

    /** An estimator over this capacity. */
    public Estimator(Router router, Capacity capacity, History history, RuntimeEstimates timings, InstantSource clock) {
        this.router = router;
        this.capacity = capacity;
        this.forecast = new Forecast(history);
        this.timings = timings;
        this.clock = clock;
    }

    /** Routes a screened draft now, with its cost. */
    public Quote quote(WorkspaceId workspace, Screened screened) {
        Snapshot offers = capacity.left(screened.classification().requiresGpu());
        RouteRequest request = timings.request(workspace, screened.spec(), offers);
        Decision decision = capacity.around(router, workspace, screened.spec()).route(request, offers);
        Optional<String> awaited = capacity.awaited(decision);
        if (decision.outcome() == Outcome.UNSATISFIABLE) {
            decision = capacity.aroundMounts(router, workspace, screened.spec()).route(request, offers);
            boolean isForImage = decision.outcome() != Outcome.UNSATISFIABLE;
            awaited = capacity.awaited(Optional.of(screened.spec().image()).filter(image -> isForImage));
        }
        return new Quote(request, decision, forecast.of(workspace, screened.spec(), decision), awaited);
    }

    /**
     * The estimate of the draft.
     *
     * @param screening all its violations, including those by the grid's state
     */
    public Estimate estimate(WorkspaceId workspace, Screened screened, Quote quote, Screening screening) {
        Decision decision = quote.decision();
        Availability availability = availability(screened, quote);
        return new Estimate(
                screening,
                screened.classification(),
                decision,
                availability,
                quote.cost(),
                quote.figures().runtime(),
                forecast.queueWait(workspace, decision, availability),
                0,
                screened.warning(waits(screened, quote)).warnings(),
                clock.instant(),
                quote.figures().source(),
                quote.asked());
    }

    /** Why the job would wait although devices that fit it are free, for people. */
    private Optional<String> waits(Screened screened, Quote quote) {
        boolean gpu = screened.classification().requiresGpu();
        boolean isBusy = quote.awaited().isEmpty() && quote.decision().outcome() == Outcome.BUSY;
        return capacity.waiting(gpu)
                .filter(kept -> isBusy)
                .map(kept -> kept.reason(quote.decision(), capacity.all(gpu)));
    }

    /** Records that a job is accepted on this decision, so that its wait is compared with the prediction. */
    public void taken(JobRef job, Quote quote) {
        if (quote.awaited().isEmpty()) {
            forecast.promised(job, quote.decision());
        }
    }

    private static Availability availability(Screened screened, Quote quote) {
        if (!screened.screening().canSubmit()) {
            return Availability.UNKNOWN;
        }
        if (quote.awaited().isPresent()) {
            return Availability.UNAVAILABLE;
        }
        return switch (quote.decision().outcome()) {
            case PLACED -> Availability.AVAILABLE;
            case BUSY -> Availability.LIMITED;
            case UNSATISFIABLE -> Availability.UNAVAILABLE;
        };
    }
}
