package dev.jobgrid.testkit.sim;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves only when it is advanced or set. Thread-safe. */
public final class SettableClock implements GridClock {
    private final AtomicReference<Instant> now;
    private final AtomicLong nanos = new AtomicLong();

    /** A clock that shows this time. */
    public SettableClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    /** Advances the time. */
    public void advance(Duration by) {
        now.updateAndGet(before -> before.plus(by));
        nanos.addAndGet(by.toNanos());
    }

    /** Sets the wall clock forward or back, while no time passes. */
    public void set(Duration by) {
        now.updateAndGet(before -> before.plus(by));
    }
}
