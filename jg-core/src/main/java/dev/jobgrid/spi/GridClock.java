package dev.jobgrid.spi;

import java.time.Instant;
import java.time.InstantSource;

/**
 * What a grid tells the time by: the wall clock, which someone may set at any moment, and a monotonic clock, which nobody
 * sets. Moments are told by the one, how long something takes by the other. Thread-safe.
 */
public interface GridClock extends InstantSource {
    /**
     * Nanoseconds of the monotonic clock, as {@link System#nanoTime} tells them: from an origin of its own, so that only the
     * difference of two means something.
     */
    long nanoTime();

    /** The monotonic clock as moments, for what is written in terms of those: only the difference of two means something. */
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
