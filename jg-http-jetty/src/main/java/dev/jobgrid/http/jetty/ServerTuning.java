package dev.jobgrid.http.jetty;

import java.time.Duration;

/**
 * Bounds that only tests change.
 *
 * @param threads that serve requests
 * @param smallBodyBytes the limit of all bodies that are read ahead
 * @param idleTimeout how long a connection may be idle
 * @param stopTimeout how long a server that closes waits for requests under way
 */
record ServerTuning(int threads, int smallBodyBytes, Duration idleTimeout, Duration stopTimeout) {
    static final ServerTuning DEFAULT = new ServerTuning(128, 16 << 20, Duration.ofSeconds(60), Duration.ofSeconds(10));
}
