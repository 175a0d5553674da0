package dev.jobgrid.internal.execute;

import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.spi.GridClock;
import java.time.Duration;

/**
 * How long the machine of a run has been silent, from when this grid first noticed, by the monotonic clock. Single-threaded.
 */
public final class Silence {
    /** A restart of a host or an engine is shorter, and no reason to warn. */
    private static final Duration REPORTED_AFTER = Duration.ofSeconds(30);

    private final Stopwatch lasting;
    private boolean isReported;

    /** A silence that begins now. */
    public Silence(GridClock clock) {
        this.lasting = Stopwatch.start(clock);
    }

    /** Reports it, once and not before it is long. */
    public void reportIfLong(Runnable report) {
        if (!isReported && lasting.hasRun(REPORTED_AFTER)) {
            report.run();
            isReported = true;
        }
    }

    /** Whether it has lasted for at least that long. */
    public boolean hasLasted(Duration atLeast) {
        return lasting.hasRun(atLeast);
    }
}
