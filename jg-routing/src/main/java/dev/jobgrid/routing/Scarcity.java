package dev.jobgrid.routing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cost of an offer's use to expected requests. With N GPUs demanded by one kind of request, and S GPUs free where
 * it fits, in groups as large as it needs, each GPU that it loses costs (N / S)⁸. A kind that fits anywhere loses
 * little by any one GPU, a kind that needs the last whole node loses much: so small work is kept off large nodes, and
 * undemanding work off models that others depend on. The eighth power makes the scarcest kind decide. A partly used
 * group counts by the square of its free share, since it will be whole once its GPUs are released: so small work is
 * packed together, and large nodes become free. Immutable.
 */
final class Scarcity {
    private static final double UNKNOWN = -1;

    /** Costs on offers of eight GPUs and less. */
    private static final int MAX_USUAL = 45;

    /** Offers of more GPUs than any machine has are computed each time. */
    private static final int MAX_KEPT = 64;

    static final Scarcity NONE = new Scarcity(List.of(), new long[0]);

    private final List<Need> needs;
    private final long[] supply;

    private record Need(boolean[] fits, int gpus, double wanted) {
        private static Need of(DemandForecast.Expected expected, OfferDictionary dictionary) {
            ResolvedConstraints constraints = new ResolvedConstraints(expected.request(), dictionary);
            boolean[] fits = new boolean[dictionary.gpus().size()];
            for (int gpu = 0; gpu < fits.length; gpu++) {
                fits[gpu] = constraints.fits(gpu);
            }
            int gpus = constraints.demand().gpus();
            return new Need(fits, gpus, (double) expected.times() * gpus);
        }

        private long usable(int gpu, int free) {
            return fits[gpu] ? free - free % gpus : 0;
        }

        /** Free GPUs in whole groups, and for a partly used group the square of its free share. */
        private double worth(int gpu, int total, int free) {
            if (!fits[gpu]) {
                return 0;
            }
            int rest = free % gpus;
            boolean becomesWhole = free - rest + gpus <= total;
            return free - rest + (becomesWhole ? rest * (double) rest / gpus : 0);
        }
    }

    private Scarcity(List<Need> needs, long[] supply) {
        this.needs = needs;
        this.supply = supply;
    }

    static Scarcity of(DemandForecast forecast, Inventory inventory) {
        if (forecast.expected().isEmpty()) {
            return NONE;
        }
        OfferDictionary dictionary = inventory.dictionary();
        List<Need> needs =
                forecast.expected().stream().map(e -> Need.of(e, dictionary)).toList();
        Scarcity scarcity = new Scarcity(needs, new long[needs.size()]);
        alike(inventory).forEach((offers, times) -> scarcity.count(offers.gpu, offers.free, times));
        return scarcity;
    }

    /** Offers that are equal to every demand. */
    private record Alike(int gpu, int free) {}

    // Many offers share few models and numbers of free GPUs, so each demand evaluates each pair once.
    private static Map<Alike, Integer> alike(Inventory inventory) {
        Map<Alike, Integer> times = new HashMap<>();
        for (int at = 0; at < inventory.blocks(); at++) {
            OfferColumns block = inventory.block(at);
            for (int i = 0; i < block.size(); i++) {
                times.merge(new Alike(block.gpu(i), block.free(i)), 1, Integer::sum);
            }
        }
        return times;
    }

    /** The same with those of an offer's GPUs counted once more (1) or once less (-1). */
    Scarcity counting(Offer offer, OfferDictionary dictionary, int times) {
        if (needs.isEmpty()) {
            return this;
        }
        Scarcity changed = new Scarcity(needs, supply.clone());
        changed.count(dictionary.gpuOf(offer), offer.gpus().free(), times);
        return changed;
    }

    private void count(int gpu, int free, int times) {
        for (int i = 0; i < supply.length; i++) {
            supply[i] += times * needs.get(i).usable(gpu, free);
        }
    }

    /** The cost of taking that many free GPUs of any offer, computed once for equal offers. */
    Costs taking(int gpus) {
        return new Costs(gpus);
    }

    /** Costs for one request. Single-threaded. */
    final class Costs {
        private final int taken;
        private double[][] known = new double[0][];

        private Costs(int taken) {
            this.taken = taken;
        }

        double of(int gpu, int total, int free) {
            if (total > MAX_KEPT) {
                return cost(gpu, total, free, taken);
            }
            if (gpu >= known.length) {
                known = Arrays.copyOf(known, gpu + 8);
            }
            // For each total the costs by free GPUs, consecutively.
            int at = total * (total + 1) / 2 + free;
            double[] costs = known[gpu];
            if (costs == null || at >= costs.length) {
                int before = costs == null ? 0 : costs.length;
                int size = Math.max(MAX_USUAL, at + total);
                costs = costs == null ? new double[size] : Arrays.copyOf(costs, size);
                Arrays.fill(costs, before, costs.length, UNKNOWN);
                known[gpu] = costs;
            }
            if (costs[at] == UNKNOWN) {
                costs[at] = cost(gpu, total, free, taken);
            }
            return costs[at];
        }
    }

    boolean isKnown() {
        return !needs.isEmpty();
    }

    /** The cost of taking that many of an offer's free GPUs; the same for equal offers. */
    double cost(int gpu, int total, int free, int taken) {
        double cost = 0;
        for (int i = 0; i < supply.length; i++) {
            Need need = needs.get(i);
            double lost = need.worth(gpu, total, free) - need.worth(gpu, total, free - taken);
            if (lost > 0) {
                double pressure = need.wanted() / supply[i];
                double square = pressure * pressure;
                double fourth = square * square;
                cost += lost * (fourth * fourth);
            }
        }
        return cost;
    }
}
