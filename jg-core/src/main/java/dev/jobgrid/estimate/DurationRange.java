package dev.jobgrid.estimate;

import java.time.Duration;

/**
 * A range of durations.
 *
 * @param min the least
 * @param max the most
 */
public record DurationRange(Duration min, Duration max) {
    /** Checks the order. */
    public DurationRange {
        if (min.isNegative() || min.compareTo(max) > 0) {
            throw new IllegalArgumentException("a span goes from 0 or more upwards, not from " + min + " to " + max);
        }
    }

    /** Half way between the two. */
    public Duration middle() {
        return min.plus(max).dividedBy(2);
    }
}
