package dev.jobgrid.routing;

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
     *   <li>price against speed. {@link OptimizeFor#COST} takes the lowest price, {@link OptimizeFor#SPEED} the highest
     *       {@linkplain GpuCatalog#speed speed}, {@link OptimizeFor#BALANCED} the lowest price over speed, each to the
     *       power of its {@link Level}; equals go by price, then by speed. A priority of low cost or low latency stands for
     *       cost or speed when the client did not say what to optimize for.
     *   <li>live before managed
     *   <li>what its use costs the requests of the snapshot's {@link Outlook}: for each kind of them, the GPUs that it could
     *       no longer use, times the fourth power of how many it wants over how many are free to it
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
}
