package dev.jobgrid.internal.time;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;

/** Measures elapsed time by the monotonic clock. Immutable. */
public final class Stopwatch {
    private final GridClock clock;
    private final long startNanos;

    private Stopwatch(GridClock clock, long startNanos) {
        this.clock = clock;
        this.startNanos = startNanos;
    }

    /** A stopwatch that starts now. */
    public static Stopwatch start(GridClock clock) {
        return startedAgo(clock, Duration.ZERO);
    }

    /**
     * A stopwatch that has already run.
     *
     * @param ago for how long; a negative one counts as zero
     */
    public static Stopwatch startedAgo(GridClock clock, Duration ago) {
        return new Stopwatch(clock, clock.nanoTime() - (ago.isNegative() ? 0 : ago.toNanos()));
    }

    /** The elapsed time, zero or more. */
    public Duration elapsed() {
        return Duration.ofNanos(Math.max(0, clock.nanoTime() - startNanos));
    }

    /** Whether it has run for at least that long. */
    public boolean hasRun(Duration atLeast) {
        return elapsed().compareTo(atLeast) >= 0;
    }
}
