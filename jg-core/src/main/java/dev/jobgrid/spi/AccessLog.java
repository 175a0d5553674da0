package dev.jobgrid.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Hears of each request once it is answered. Thread-safe, and quick: it is called on the thread that answers, which may have
 * others to answer.
 */
@FunctionalInterface
public interface AccessLog {
    /** A request was answered. */
    void answered(Entry entry);

    /** This log, and then another one. */
    default AccessLog and(AccessLog other) {
        return entry -> {
            answered(entry);
            other.answered(entry);
        };
    }

    /**
     * A request and its answer, without anything secret: no header, no query, and no key where one stood in the path.
     *
     * @param at when it came
     * @param requestId its name, as in the answer
     * @param client the address it came from
     * @param method its method
     * @param path its path, below where the adapter is mounted; at most 256 characters
     * @param route the route that it went to, such as "/v1/jobs/{job_id}", if there is one
     * @param status what was answered
     * @param took how long that was
     * @param subject who called, if that was told
     * @param workspace for which workspace, if that was told
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
