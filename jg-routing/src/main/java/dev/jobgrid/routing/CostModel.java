package dev.jobgrid.routing;

import java.util.List;

/**
 * Expected cost and completion of one request on each model and start of a dictionary, so that an offer is evaluated by
 * a few numbers. All integers: milliseconds, and a cost of micro-dollars an hour times milliseconds. Immutable.
 */
final class CostModel {
    /** The largest value that is packed into a rank key; beyond, the exact cost decides. */
    static final long MAX_PACKED = (1L << 56) - 1;

    // Keeps values over 0: the logarithm of a zero price is far below it.
    private static final long OFFSET = 1L << 24;

    private final boolean byCostAlone;
    private final int rateWeight;
    private final long[] runs;
    private final long[] completions;
    private final long[] rateLimits;
    private final long[] parts;

    private CostModel(RouteRequest request, OfferDictionary dictionary, boolean busy) {
        TradeOff tradeOff = TradeOff.of(request.preferences());
        List<OfferDictionary.Pace> paces = dictionary.paces();
        byCostAlone = tradeOff == TradeOff.COST;
        rateWeight = tradeOff == TradeOff.SPEED ? 0 : tradeOff.cost();
        runs = new long[paces.size()];
        completions = new long[paces.size()];
        rateLimits = new long[paces.size()];
        parts = new long[paces.size()];
        for (int i = 0; i < runs.length; i++) {
            GpuProfile gpu = dictionary.gpus().get(paces.get(i).gpu());
            runs[i] = request.timing().runMillis(gpu.model(), gpu.speed(request.workload()));
            completions[i] = runs[i]
                    + request.timing().startMillis(gpu.model(), paces.get(i).start(), busy);
            rateLimits[i] = MAX_PACKED / runs[i] + 1;
            parts[i] = tradeOff == TradeOff.SPEED
                    ? completions[i]
                    : OFFSET
                            + (long) tradeOff.cost() * FixedPointLog2.of(runs[i])
                            + (long) tradeOff.time() * FixedPointLog2.of(completions[i]);
        }
    }

    /** For offers with enough free GPUs. */
    static CostModel ofFree(RouteRequest request, OfferDictionary dictionary) {
        return new CostModel(request, dictionary, false);
    }

    /** For busy offers. */
    static CostModel ofBusy(RouteRequest request, OfferDictionary dictionary) {
        return new CostModel(request, dictionary, true);
    }

    /** The trade-off value, lower is better, from 0 to {@link #MAX_PACKED}; among equals {@link #compare} decides. */
    long value(OfferColumns block, int place) {
        int pace = block.pace(place);
        return byCostAlone
                ? Math.min(MAX_PACKED, Math.min(block.rate(place), rateLimits[pace]) * runs[pace])
                : parts[pace] + (long) rateWeight * block.rateMagnitude(place);
    }

    /** Compares two offers of equal value: by cost, then by completion, then live before managed. */
    int compare(OfferColumns a, int i, OfferColumns b, int j) {
        if (a.pace(i) != b.pace(j) || a.rate(i) != b.rate(j)) {
            int byCost = compareProducts(a.rate(i), runs[a.pace(i)], b.rate(j), runs[b.pace(j)]);
            int byTime = Long.compare(completions[a.pace(i)], completions[b.pace(j)]);
            if (byCost != 0 || byTime != 0) {
                return byCost != 0 ? byCost : byTime;
            }
        }
        return Integer.compare(a.managed(i), b.managed(j));
    }

    // In 128 bits, so that no price is too high to be compared.
    private static int compareProducts(long a, long b, long c, long d) {
        int high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
        return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
    }
}
