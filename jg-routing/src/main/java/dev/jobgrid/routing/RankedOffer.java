package dev.jobgrid.routing;

import java.util.Comparator;

/**
 * An offer that fits, with its sort keys. Lower numbers are better.
 *
 * @param block its block
 * @param place its index there
 * @param rankKey missed preferences and trade-off value, packed by {@link #rankKey}
 * @param cost the scarcity cost of its use, by {@link Scarcity}
 * @param spare GPUs left free on it
 */
record RankedOffer(OfferColumns block, int place, long rankKey, double cost, int spare) {
    /** The first rank key that rules an offer out. */
    static final long UNFIT = (long) ResolvedConstraints.UNFIT << 56;

    /**
     * Of those that have enough free; among equals the tightest fit is first, so that large requests still fit
     * elsewhere.
     */
    static Comparator<RankedOffer> bestFirst(CostModel costModel) {
        return Comparator.<RankedOffer>comparingLong(c -> c.rankKey)
                .thenComparing((a, b) -> costModel.compare(a.block, a.place, b.block, b.place))
                .thenComparingDouble(RankedOffer::cost)
                .thenComparingInt(RankedOffer::spare)
                .thenComparing(c -> c.offer().id());
    }

    static RankedOffer of(
            OfferColumns block, int place, ResolvedConstraints constraints, CostModel costModel, Scarcity scarcity) {
        int gpus = constraints.demand().gpus();
        return new RankedOffer(
                block,
                place,
                rankKey(block, place, constraints, costModel),
                scarcity.cost(block.gpu(place), block.total(place), block.free(place), gpus),
                block.free(place) - gpus);
    }

    Offer offer() {
        return block.offer(place);
    }

    /**
     * Preferences missed, then cost against completion, the first that differs deciding. From {@link #UNFIT} on the offer
     * does not fit.
     */
    static long rankKey(OfferColumns block, int place, ResolvedConstraints constraints, CostModel costModel) {
        return (long) constraints.grade(block, place) << 56 | costModel.value(block, place);
    }
}
