package dev.jobgrid.routing;

import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;

/**
 * Decides where a request runs. Implementations are pure and thread-safe: the same request and snapshot always give the
 * same decision, independent of the order of offers.
 */
@FunctionalInterface
public interface Router {
    /** Chooses among the offers of the snapshot. Never blocks and never throws for a request that passed screening. */
    Decision route(RouteRequest request, Snapshot snapshot);

    /**
     * The default router of a grid.
     *
     * <p>It checks each offer in the order of {@link Reason}. Names are parsed tolerantly: those of GPUs by
     * {@link GpuCatalog}, those of regions by {@link Region}, and memory is estimated by {@link GpuSizing}. Free offers
     * that fit are then ordered by the first of these that differs:
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
     * If all that fits is busy, the same order applies but for two things: the forecast does not count, and more free GPUs
     * come before fewer.
     */
    static Router standard() {
        return new StandardRouter();
    }

    /**
     * Tries each router in turn until one places the request. If none does, the first decision that would wait is used,
     * else the first one.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Router firstOf(Router... routers) {
        return new FirstOf(List.of(routers));
    }

    /**
     * This router, restricted to offers that a rule admits. The others are rejected as {@link Reason#EXCLUDED}, unless
     * the request itself rules them out. The rule must be pure.
     */
    default Router withFilter(BiPredicate<RouteRequest, Offer> admits) {
        return new Filtered(this, admits);
    }

    /**
     * This router with free offers that fit ordered by a score, lowest first; offers with equal scores keep this
     * router's order. The score must be pure.
     */
    default Router withScore(ToLongBiFunction<RouteRequest, Offer> score) {
        return new Scored(this, score);
    }

    /**
     * This router without offers in cooldown at that time, which are rejected as {@link Reason#EXCLUDED}. A request
     * that only they could run waits for them.
     */
    default Router avoiding(Cooldowns cooldowns, Instant now) {
        return new CooldownRouter(this, cooldowns, now);
    }

    /** This router with names, prices and speeds of GPUs from a catalog, which is read at each decision. */
    default Router withCatalog(Supplier<GpuCatalog> catalog) {
        return (request, snapshot) -> route(request, snapshot.by(catalog.get()));
    }
}
