package dev.jobgrid.internal.observe;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.spi.GridObserver;
import java.time.Duration;

/** Reports durations of a router. */
record ObservedRouter(Router router, GridObserver observer) implements Router {
    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        long began = System.nanoTime();
        Decision decision = router.route(request, snapshot);
        observer.routed(Duration.ofNanos(System.nanoTime() - began));
        return decision;
    }
}
