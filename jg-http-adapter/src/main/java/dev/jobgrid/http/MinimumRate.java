package dev.jobgrid.http;

import java.time.Duration;

/**
 * How fast a client has to send a body, or take a response, so that few slow ones do not hold a server's memory. Only the time
 * counts in which the server waited for the client. A client that stands still altogether is left to the connection's idle
 * timeout. Pure.
 */
public final class MinimumRate {
    /** The rate. */
    public static final int BYTES_PER_SECOND = 1024;

    /** Waiting that does not count. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    private MinimumRate() {}

    /** Whether that many bytes are too few after so much waiting. */
    public static boolean isTooSlow(long bytes, Duration waited) {
        Duration counted = waited.minus(GRACE);
        return !counted.isNegative() && bytes < counted.toMillis() * BYTES_PER_SECOND / 1000;
    }
}
