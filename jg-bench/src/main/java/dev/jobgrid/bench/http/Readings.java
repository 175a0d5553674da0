package dev.jobgrid.bench.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The resources of a server over time, and whether they grow. Single-threaded. */
final class Readings {
    private final List<Reading> all = new ArrayList<>();

    /**
     * The resources at one moment.
     *
     * @param seconds since the beginning
     * @param heap bytes in use after a collection
     */
    record Reading(double seconds, long heap, long threads, long files) {}

    void add(Reading reading) {
        all.add(reading);
    }

    /** What grew in the second half, by more on the fitted line than chance explains; empty if nothing did. */
    Optional<String> growth() {
        List<String> grown = new ArrayList<>();
        check(grown, "heap bytes", Reading::heap, Math.max(8 << 20, 0.1 * mean(Reading::heap)));
        check(grown, "threads", Reading::threads, Math.max(4, 0.1 * mean(Reading::threads)));
        check(grown, "open files", Reading::files, Math.max(8, 0.1 * mean(Reading::files)));
        return grown.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", grown));
    }

    private void check(List<String> grown, String what, ToDoubleFunction<Reading> value, double bound) {
        double growth = slope(value) * (last().seconds() - secondHalf().get(0).seconds());
        System.out.printf(Locale.ROOT, "%s: %+,.0f in the second half, up to %+,.0f is allowed%n", what, growth, bound);
        if (growth > bound) {
            grown.add(what);
        }
    }

    private List<Reading> secondHalf() {
        return all.subList(all.size() / 2, all.size());
    }

    private Reading last() {
        return all.get(all.size() - 1);
    }

    private double mean(ToDoubleFunction<Reading> value) {
        return secondHalf().stream().mapToDouble(value).average().orElseThrow();
    }

    /** Slope of the least-squares line. */
    private double slope(ToDoubleFunction<Reading> value) {
        double middle = mean(Reading::seconds);
        double height = mean(value);
        double above = 0;
        double below = 0;
        for (Reading each : secondHalf()) {
            above += (each.seconds() - middle) * (value.applyAsDouble(each) - height);
            below += (each.seconds() - middle) * (each.seconds() - middle);
        }
        return below == 0 ? 0 : above / below;
    }
}
