package dev.jobgrid.routing;

import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;

/**
 * Decides where a request runs. An implementation is pure and thread-safe: the same request and snapshot always give the
 * same decision, and the order in which offers were listed never matters.
 */
@FunctionalInterface
public interface Router {
    /** Chooses among the offers of the snapshot. Never blocks and never throws for a request that screening let through. */
    Decision route(RouteRequest request, Snapshot snapshot);

    /**
     * The router that a grid uses unless told otherwise.
     *
     * <p>It holds each offer against the checks in the order of {@link Reason}. Names are read tolerantly: those of GPUs
     * as {@link GpuCatalog} does, those of regions as {@link Region} does, and memory is judged by {@link GpuSizing}. What
     * fits and is free is then put in order by the first of these that differs:
     *
     * <ol>
     *   <li>whether it is in the preferred region, then whether it is of the preferred family
     *   <li>with {@link Priority#HIGH_RELIABILITY} whether it is server hardware, then whether it is live
     *   <li>expected cost, the price an hour times the expected runtime, against expected completion, the wait for the
     *       start and the runtime, by the request's {@link Timing}. {@link OptimizeFor#COST} takes the lowest cost, {@link
     *       OptimizeFor#SPEED} the earliest completion, {@link OptimizeFor#BALANCED} the lowest product of both, each to the
     *       power of its {@link Level} and in steps of a quarter of a percent; equals go by cost, then by completion. A
     *       priority of low cost or low latency stands for cost or speed when the client did not say what to optimize for.
     *   <li>live before managed
     *   <li>what its use costs the requests of the snapshot's {@link DemandForecast}: for each kind of them, the GPUs that it
     *       could no longer use, times the eighth power of how many it wants over how many are free to it; groups of GPUs that
     *       are partly in use count by the square of what is free of them
     *   <li>the fewest GPUs left free on it
     *   <li>its id
     * </ol>
     *
     * If all that fits is busy, the same order applies but for two things: the outlook does not count, and more free GPUs
     * come before fewer.
     */
    static Router standard() {
        return new StandardRouter();
    }

    /**
     * Asks each router in turn until one finds a place. If none does, the first that would wait answers, else the first.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Router firstOf(Router... routers) {
        return new FirstOf(List.of(routers));
    }

    /**
     * This router, to which only the offers are shown that a rule admits. The others are turned down as
     * {@link Reason#EXCLUDED}, unless the request rules them out by itself. The rule has to be pure.
     */
    default Router withFilter(BiPredicate<RouteRequest, Offer> admits) {
        return new Filtered(this, admits);
    }

    /**
     * This router's choice among what fits and is free, put in order by a score of which the lowest is best; offers that
     * score alike stay in this router's order. The score has to be pure.
     */
    default Router withScore(ToLongBiFunction<RouteRequest, Offer> score) {
        return new Scored(this, score);
    }

    /**
     * This router without the offers that are set aside at that time, which are turned down as {@link Reason#EXCLUDED}. A
     * request that only they could take waits for them.
     */
    default Router avoiding(Cooldowns setbacks, Instant now) {
        return new CooldownRouter(this, setbacks, now);
    }

    /** This router with GPUs named, priced and ranked by a catalog, which is asked for at each decision. */
    default Router withCatalog(Supplier<GpuCatalog> catalog) {
        return (request, snapshot) -> route(request, snapshot.by(catalog.get()));
    }
}
