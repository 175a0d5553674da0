package dev.jobgrid.internal;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Tells the time to the microsecond, the most that every store keeps: what was written reads back equal. */
record InstantClock(InstantSource source) implements InstantSource {
    @Override
    public Instant instant() {
        return source.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
