package dev.jobgrid.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Receives each request after its response. Thread-safe, and quick: it is called on the thread that responds, which may
 * serve other requests.
 */
@FunctionalInterface
public interface AccessLog {
    /** A response was sent. */
    void answered(Entry entry);

    /** This log, and then another one. */
    default AccessLog and(AccessLog other) {
        return entry -> {
            answered(entry);
            other.answered(entry);
        };
    }

    /**
     * A request and its response, without secrets: no header, no query, and no key from the path.
     *
     * @param at when it arrived
     * @param requestId its id, as in the response
     * @param client the address it came from
     * @param method its method
     * @param path its path, below where the adapter is mounted; at most 256 characters
     * @param route the matched route, such as "/v1/jobs/{job_id}", if there is one
     * @param status the status of the response
     * @param took time until the response
     * @param subject the authenticated caller, if there was one
     * @param workspace the caller's workspace, if there was one
     */
    record Entry(
            Instant at,
            String requestId,
            String client,
            String method,
            String path,
            Optional<String> route,
            int status,
            Duration took,
            Optional<String> subject,
            Optional<String> workspace) {}
}
