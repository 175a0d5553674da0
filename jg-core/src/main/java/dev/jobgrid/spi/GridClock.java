package dev.jobgrid.spi;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The clocks of a grid: the wall clock, which may be set at any moment, and a monotonic clock. Timestamps come from the
 * first, durations from the second. Thread-safe.
 */
public interface GridClock extends InstantSource {
    /**
     * Nanoseconds of the monotonic clock, as {@link System#nanoTime}: from an arbitrary origin, so that only
     * differences are meaningful.
     */
    long nanoTime();

    /** The monotonic clock as an {@link java.time.InstantSource}: only differences are meaningful. */
    default InstantSource monotonic() {
        return () -> Instant.EPOCH.plusNanos(nanoTime());
    }

    /** This host's clocks. */
    static GridClock system() {
        return of(InstantSource.system());
    }

    /** That wall clock, with this host's monotonic clock unless it has one itself. */
    static GridClock of(InstantSource wall) {
        if (wall instanceof GridClock both) {
            return both;
        }
        return new GridClock() {
            @Override
            public Instant instant() {
                return wall.instant();
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        };
    }
}
