package dev.jobgrid.routing;

import java.util.List;

/** The router that {@link Router#firstOf} describes. Thread-safe if its parts are. */
final class FirstOf implements Router {
    private final List<Router> routers;

    FirstOf(List<Router> routers) {
        if (routers.isEmpty()) {
            throw new IllegalArgumentException("firstOf needs one router or more");
        }
        this.routers = List.copyOf(routers);
    }

    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        Decision best = routers.get(0).route(request, snapshot);
        for (int i = 1; i < routers.size() && best.outcome() != Outcome.PLACED; i++) {
            Decision next = routers.get(i).route(request, snapshot);
            // Outcomes are ordered from best to worst.
            best = next.outcome().compareTo(best.outcome()) < 0 ? next : best;
        }
        return best;
    }
}
