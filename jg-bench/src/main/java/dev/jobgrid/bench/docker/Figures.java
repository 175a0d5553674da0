package dev.jobgrid.bench.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measured durations of one contender. Single-threaded. */
final class Figures {
    private final String name;
    private final List<Long> nanos = new ArrayList<>();

    Figures(String name) {
        this.name = name;
    }

    void add(long value) {
        nanos.add(value);
    }

    private long median() {
        return nanos.stream().sorted().toList().get(nanos.size() / 2);
    }

    /** Prints the median, the spread, and the ratio to another contender. */
    void print(Figures other) {
        List<Long> sorted = nanos.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%-40s %8.1f ms  (%.1f to %.1f)  × %.2f%n",
                name,
                median() / 1e6,
                sorted.get(0) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6,
                (double) median() / other.median());
    }
}
