package dev.jobgrid.internal.estimate;

import dev.jobgrid.internal.history.Forecast;
import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.RouteRequest;
import java.util.Optional;

/**
 * The routing and prediction for a job at one moment.
 *
 * @param asked the request to the router
 * @param decision the routing decision
 * @param figures predicted runtime and cost
 * @param awaited why it would wait for a node that is away, accepts no work or has not answered yet, for people; empty
 *     if it would not
 */
public record Quote(RouteRequest asked, Decision decision, Forecast.Figures figures, Optional<String> awaited) {
    /** The predicted cost. */
    public Cost cost() {
        return figures.cost();
    }
}
