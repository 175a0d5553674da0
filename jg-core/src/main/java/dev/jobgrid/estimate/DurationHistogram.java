package dev.jobgrid.estimate;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A histogram of durations with buckets less than a tenth apart. Older durations weigh less: at {@value #FULL} entries
 * all counts are halved. Immutable; at most a few hundred counts.
 */
public final class DurationHistogram {
    /** No durations. */
    public static final DurationHistogram EMPTY = new DurationHistogram(new TreeMap<>());

    private static final int FULL = 512;
    // Twelve steps to double: a step is less than 6 percent.
    private static final double STEPS_A_DOUBLING = 12;
    private static final int MAX_STEPS = 480;

    private final SortedMap<Integer, Integer> counts;
    private final int count;

    private DurationHistogram(SortedMap<Integer, Integer> counts) {
        this.counts = counts;
        count = sum(counts);
    }

    /** With one more duration; a negative one counts as zero. */
    public DurationHistogram plus(Duration length) {
        return plusAll(List.of(length));
    }

    /** With more durations, added one after the other; a negative one counts as zero. */
    public DurationHistogram plusAll(Collection<Duration> lengths) {
        SortedMap<Integer, Integer> changed = new TreeMap<>(counts);
        int total = count;
        for (Duration length : lengths) {
            changed.merge(step(length), 1, Integer::sum);
            total++;
            if (total >= FULL) {
                changed.replaceAll((step, times) -> times / 2);
                changed.values().removeIf(times -> times == 0);
                total = sum(changed);
            }
        }
        return new DurationHistogram(changed);
    }

    private static int sum(SortedMap<Integer, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The number of durations. */
    public int count() {
        return count;
    }

    /**
     * The central range that holds that share of the durations, rounded outwards. The fewer durations, the wider, since
     * the next one may well lie outside of all of them.
     *
     * @param share over 0, up to 1
     * @throws IllegalStateException if nothing was measured
     */
    public DurationRange middle(double share) {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured, so there is no middle");
        }
        double outside = (1 - share) / 2;
        double doubt = 1 + 3.0 / count;
        return new DurationRange(Duration.ofMillis((long) (low(quantile(outside)) / doubt)), Duration.ofMillis((long)
                Math.ceil(low(quantile(1 - outside) + 1) * doubt)));
    }

    /**
     * The median.
     *
     * @throws IllegalStateException if nothing was measured
     */
    public Duration median() {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured, so there is no median");
        }
        int step = quantile(.5);
        return Duration.ofMillis(Math.round((low(step) + low(step + 1)) / 2));
    }

    /** Durations of this bucket and below are at least that share of all. */
    private int quantile(double share) {
        long wanted = (long) Math.ceil(share * count);
        long seen = 0;
        for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= wanted) {
                return entry.getKey();
            }
        }
        return counts.lastKey();
    }

    private static int step(Duration length) {
        long millis = Math.max(0, length.toMillis());
        return (int) Math.min(MAX_STEPS, Math.floor(STEPS_A_DOUBLING * Math.log1p((double) millis) / Math.log(2)));
    }

    private static double low(int step) {
        return Math.pow(2, step / STEPS_A_DOUBLING) - 1;
    }

    /** The text form that {@link #parse} reads: {@code 120:3,121:1}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((step, times) ->
                text.append(text.isEmpty() ? "" : ",").append(step).append(':').append(times));
        return text.toString();
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static DurationHistogram parse(String text) {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        if (!text.isEmpty()) {
            for (String pair : text.split(",")) {
                int colon = pair.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException("a sketch has pairs of step:times, not '" + pair + "'");
                }
                int step = Integer.parseInt(pair.substring(0, colon));
                int times = Integer.parseInt(pair.substring(colon + 1));
                if (step < 0 || step > MAX_STEPS || times < 1) {
                    throw new IllegalArgumentException(
                            "a sketch has steps of 0 to " + MAX_STEPS + " that came at least once, not '" + pair + "'");
                }
                counts.put(step, times);
            }
        }
        return new DurationHistogram(counts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DurationHistogram histogram && counts.equals(histogram.counts);
    }

    @Override
    public int hashCode() {
        return counts.hashCode();
    }
}
