package dev.jobgrid.routing;

import java.util.Comparator;

/**
 * An offer that fits, with all that its place depends on. Numbers are better the lower they are.
 *
 * @param index number of the offer in its inventory; offers are numbered by id
 * @param missed preferences that it misses, the weightier in the higher bit
 * @param rank its place by price and speed
 * @param delay 0 if it is there, 1 if it has to be provisioned
 * @param spare GPUs that stay free on it once the request has its own; negative if too few are free
 */
record Contender(int index, int missed, int rank, int delay, int spare) {
    private static final Comparator<Contender> WANTED = Comparator.comparingInt(Contender::missed)
            .thenComparingInt(Contender::rank)
            .thenComparingInt(Contender::delay);

    /** Among those that are free the tightest fit goes first, so that large requests still find room. */
    static final Comparator<Contender> BEST_FREE =
            WANTED.thenComparingInt(Contender::spare).thenComparingInt(Contender::index);

    /** Among those that are busy the one that lacks the fewest GPUs goes first. */
    static final Comparator<Contender> BEST_BUSY =
            WANTED.thenComparing(Contender::spare, Comparator.reverseOrder()).thenComparingInt(Contender::index);

    static Contender of(int index, Inventory inventory, Terms terms, RoutePreferences preferences, TradeOff tradeOff) {
        Offer offer = inventory.offers().get(index);
        boolean managed = offer.source() == OfferSource.MANAGED;
        int missed = (terms.isInRegion(index) ? 0 : 8) + (terms.isInFamily(index) ? 0 : 4);
        if (preferences.priority().filter(p -> p == Priority.HIGH_RELIABILITY).isPresent()) {
            missed += (offer.gpu().gpuClass() == GpuClass.DATACENTER ? 0 : 2) + (managed ? 1 : 0);
        }
        return new Contender(
                index,
                missed,
                inventory.rankOf(index, tradeOff),
                managed ? 1 : 0,
                offer.gpus().free() - terms.demand().gpus());
    }
}
