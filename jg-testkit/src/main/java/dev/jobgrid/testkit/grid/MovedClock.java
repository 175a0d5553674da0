package dev.jobgrid.testkit.grid;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The system's clocks, and ahead of them by as much as it was moved. Thread-safe. */
public final class MovedClock implements GridClock {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** Not ahead. */
    public MovedClock() {}

    /** Lets so much time pass. */
    public void advance(Duration by) {
        ahead.accumulateAndGet(by, Duration::plus);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead.get());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + ahead.get().toNanos();
    }
}
