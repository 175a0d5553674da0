package dev.jobgrid.submit;

import dev.jobgrid.errors.ErrorCode;
import java.time.Duration;

/**
 * Why jobs were not let in.
 *
 * @param code USER_CONCURRENT_LIMIT, JOB_RATE_LIMITED or QUEUE_SATURATED
 * @param bound the limit that they would break
 * @param retryAfter when to try again
 */
public record Overload(ErrorCode code, int bound, Duration retryAfter) {
    /** How long to wait where nobody can tell when a job ends. */
    public static final Duration A_WHILE = Duration.ofSeconds(5);

    /** The same, to be tried again at another time. */
    public Overload after(Duration value) {
        return new Overload(code, bound, value);
    }
}
