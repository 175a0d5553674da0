package dev.jobgrid.callbacks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One try to deliver a callback (reference §11).
 *
 * @param number the first is 1
 * @param started when it began
 * @param took its duration
 * @param result its result
 * @param httpStatus the status of the response, if there was one
 * @param detail the details, for people; without secrets
 */
public record CallbackAttempt(
        int number, Instant started, Duration took, Result result, Optional<Integer> httpStatus, String detail) {
    /** The result of a try. */
    public enum Result {
        /** Delivered. */
        DELIVERED,
        /** It failed, and another try follows. */
        RETRYING,
        /** It failed, and no other try follows. */
        GIVEN_UP
    }
}
