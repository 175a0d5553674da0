package dev.jobgrid.testkit;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The system's clocks plus an offset: for grids with real threads whose pauses a test skips. Thread-safe. */
public final class MovedClock implements GridClock {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** With the system's clocks until it is moved. */
    public MovedClock() {}

    /** Moves it ahead, at once. */
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
