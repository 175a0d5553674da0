package dev.jobgrid.internal;

import dev.jobgrid.spi.GridClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Tells the time to the microsecond, the most that every store keeps: what was written reads back equal. */
record InstantClock(GridClock source) implements GridClock {
    @Override
    public Instant instant() {
        return source.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long nanoTime() {
        return source.nanoTime();
    }
}
