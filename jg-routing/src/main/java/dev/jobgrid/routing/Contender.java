package dev.jobgrid.routing;

import java.util.Comparator;

/**
 * An offer that fits, with all that its place depends on. Numbers are better the lower they are.
 *
 * @param offer the offer
 * @param standing its place by what it misses, by price and speed and by delay, as {@link #standing} packs them
 * @param cost what later work loses by its use, as {@link Scarcity} counts it
 * @param spare GPUs that stay free on it once the request has its own; negative if too few are free
 */
record Contender(Offer offer, long standing, double cost, int spare) {
    /** The first standing that rules an offer out. */
    static final long UNFIT = (long) Terms.UNFIT << 33;

    private static final Comparator<Contender> WANTED = Comparator.comparingLong(Contender::standing);

    /** Among those that are equal the tightest fit goes first, so that large requests still find room. */
    static final Comparator<Contender> BEST_FREE = WANTED.thenComparingDouble(Contender::cost)
            .thenComparingInt(Contender::spare)
            .thenComparing(c -> c.offer().id());

    static Contender of(Block block, int place, Terms terms, Scarcity scarcity) {
        return new Contender(
                block.offer(place),
                standing(block, place, terms),
                scarcity.cost(
                        block.gpu(place), block.free(place), terms.demand().gpus()),
                block.free(place) - terms.demand().gpus());
    }

    /**
     * Preferences missed, then price against speed, then delay, the first that differs deciding. From {@link #UNFIT} on
     * the offer does not fit.
     */
    static long standing(Block block, int place, Terms terms) {
        // What has to be provisioned comes after what is there.
        return (long) terms.grade(block, place) << 33 | (long) terms.rank(block, place) << 1 | block.managed(place);
    }
}
