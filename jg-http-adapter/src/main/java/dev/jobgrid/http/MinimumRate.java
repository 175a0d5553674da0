package dev.jobgrid.http;

import java.time.Duration;

/**
 * The minimum rate at which a client has to send a body or read a response, so that slow clients do not hold a server's
 * memory. Only the time counts in which the server waited for the client. A client that stops altogether is left to the
 * connection's idle timeout. Pure.
 */
public final class MinimumRate {
    /** The rate. */
    public static final int BYTES_PER_SECOND = 1024;

    /** The waiting time that is free. */
    public static final Duration GRACE = Duration.ofSeconds(10);

    private MinimumRate() {}

    /** Whether the bytes are too few for the waiting time. */
    public static boolean isTooSlow(long bytes, Duration waited) {
        Duration counted = waited.minus(GRACE);
        return !counted.isNegative() && bytes < counted.toMillis() * BYTES_PER_SECOND / 1000;
    }
}
