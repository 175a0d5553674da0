package dev.jobgrid.routing;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The pairs of price and speed that a snapshot holds, ranked for a trade-off when it is first asked for. Thread-safe. */
final class Tariffs {
    private final List<Tariff> tariffs;
    private final long[] rates;
    // Two threads may rank the same at once; they find the same, so either result will do.
    private final AtomicReferenceArray<int @Nullable []> ranks = new AtomicReferenceArray<>(TradeOff.values().length);

    record Tariff(long rateMicros, int speed) {}

    /** Takes distinct tariffs. */
    Tariffs(List<Tariff> tariffs) {
        this.tariffs = List.copyOf(tariffs);
        rates = tariffs.stream().mapToLong(Tariff::rateMicros).toArray();
    }

    List<Tariff> all() {
        return tariffs;
    }

    /** For each tariff its price, in micro-dollars. Not to be written to. */
    long[] rates() {
        return rates;
    }

    /** For each tariff its place, 0 being the best. Not to be written to. */
    int[] ranks(TradeOff tradeOff) {
        int[] known = ranks.get(tradeOff.ordinal());
        if (known != null) {
            return known;
        }
        int[] found = rank(tradeOff);
        ranks.set(tradeOff.ordinal(), found);
        return found;
    }

    private int[] rank(TradeOff tradeOff) {
        List<Weighed> order = IntStream.range(0, tariffs.size())
                .mapToObj(i -> Weighed.of(i, tariffs.get(i), tradeOff))
                .sorted(Weighed.BEST_FIRST)
                .toList();
        int[] places = new int[order.size()];
        for (int place = 0; place < places.length; place++) {
            places[order.get(place).index()] = place;
        }
        return places;
    }

    /** A tariff with its powers, to be compared as fractions: exact for any price. */
    private record Weighed(int index, Tariff tariff, BigInteger cost, BigInteger speed) {
        private static final Comparator<Weighed> BEST_FIRST = Comparator.comparing(
                        (Weighed w) -> w, Weighed::byFraction)
                .thenComparingLong(w -> w.tariff.rateMicros())
                .thenComparing(w -> w.tariff.speed(), Comparator.reverseOrder());

        private static Weighed of(int index, Tariff tariff, TradeOff tradeOff) {
            return new Weighed(
                    index,
                    tariff,
                    BigInteger.valueOf(tariff.rateMicros()).pow(tradeOff.cost()),
                    BigInteger.valueOf(tariff.speed()).pow(tradeOff.speed()));
        }

        private static int byFraction(Weighed a, Weighed b) {
            return a.cost.multiply(b.speed).compareTo(b.cost.multiply(a.speed));
        }
    }
}
