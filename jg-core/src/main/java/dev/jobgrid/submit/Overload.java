package dev.jobgrid.submit;

import dev.jobgrid.errors.ErrorCode;
import java.time.Duration;

/**
 * The reason why jobs were not admitted.
 *
 * @param code USER_CONCURRENT_LIMIT, JOB_RATE_LIMITED or QUEUE_SATURATED
 * @param bound the limit that they would exceed
 * @param retryAfter when to retry
 */
public record Overload(ErrorCode code, int bound, Duration retryAfter) {
    /** The wait where no end of a job can be predicted. */
    public static final Duration A_WHILE = Duration.ofSeconds(5);

    /** The same with another retry time. */
    public Overload after(Duration value) {
        return new Overload(code, bound, value);
    }
}
