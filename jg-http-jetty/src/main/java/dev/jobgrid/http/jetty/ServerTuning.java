package dev.jobgrid.http.jetty;

import java.time.Duration;

/**
 * Bounds that are fixed but for tests.
 *
 * @param threads that serve requests
 * @param smallBodyBytes of all bodies that are read before a thread is given to their requests
 * @param idleTimeout how long a connection may stand still
 * @param stopTimeout how long a server that closes waits for requests under way
 */
record ServerTuning(int threads, int smallBodyBytes, Duration idleTimeout, Duration stopTimeout) {
    static final ServerTuning DEFAULT = new ServerTuning(128, 16 << 20, Duration.ofSeconds(60), Duration.ofSeconds(10));
}
