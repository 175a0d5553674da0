package dev.jobgrid.internal.estimate;

import dev.jobgrid.internal.history.Forecast;
import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.RouteRequest;
import java.util.Optional;

/**
 * Where a job would go at one moment, and how it would fare there.
 *
 * @param asked what the router was asked
 * @param decision where it would go
 * @param figures how long it would run, and what that would cost
 * @param awaited why it would wait for a node that is not known yet, for people; empty if it would not
 */
public record Quote(RouteRequest asked, Decision decision, Forecast.Figures figures, Optional<String> awaited) {
    /** What the job would cost. */
    public Cost cost() {
        return figures.cost();
    }
}
