package dev.jobgrid.internal;

import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.spi.GridClock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** A wall clock with microseconds, the precision of every store: a stored time reads back equal. */
record InstantClock(GridClock source) implements GridClock {
    /** Checks that it has a clock. */
    InstantClock {
        micros(source);
    }

    @Override
    public Instant instant() {
        return micros(source);
    }

    static Instant micros(InstantSource source) {
        return SettingCheck.present("the time that clock tells", source.instant())
                .truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long nanoTime() {
        return source.nanoTime();
    }
}
