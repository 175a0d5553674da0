package dev.jobgrid.client;

import java.time.Duration;

/** Back-off between polls: 50 ms, growing up to a second. Single-threaded. */
final class Pace {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

    private Duration next = FIRST;

    Duration next() {
        Duration wait = next;
        Duration longer = next.multipliedBy(3).dividedBy(2);
        next = longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer;
        return wait;
    }

    /** Resets after a change, since more may follow. */
    void reset() {
        next = FIRST;
    }
}
