package dev.jobgrid.internal.time;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;

/** Time that passes from a moment on, by the monotonic clock. Immutable. */
public final class Stopwatch {
    private final GridClock clock;
    private final long startNanos;

    private Stopwatch(GridClock clock, long startNanos) {
        this.clock = clock;
        this.startNanos = startNanos;
    }

    /** Runs from now on. */
    public static Stopwatch start(GridClock clock) {
        return startedAgo(clock, Duration.ZERO);
    }

    /**
     * Has run for a while already.
     *
     * @param ago how long; a negative one counts as none
     */
    public static Stopwatch startedAgo(GridClock clock, Duration ago) {
        return new Stopwatch(clock, clock.nanoTime() - (ago.isNegative() ? 0 : ago.toNanos()));
    }

    /** How long it has run, zero or more. */
    public Duration elapsed() {
        return Duration.ofNanos(Math.max(0, clock.nanoTime() - startNanos));
    }

    /** Whether it has run for at least so long. */
    public boolean hasRun(Duration atLeast) {
        return elapsed().compareTo(atLeast) >= 0;
    }
}
