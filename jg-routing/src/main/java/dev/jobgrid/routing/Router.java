package dev.jobgrid.routing;

/**
 * Decides where a request runs. An implementation is pure and thread-safe: the same request and snapshot always give the
 * same decision, and the order in which offers were listed never matters.
 */
@FunctionalInterface
public interface Router {
    /** Chooses among the offers of the snapshot. Never blocks and never throws for a request that screening let through. */
    Decision route(RouteRequest request, Snapshot snapshot);

    /** The router that a grid uses unless told otherwise. */
    static Router standard() {
        return new StandardRouter();
    }
}
