package dev.jobgrid.callbacks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One try to deliver a callback (reference §11).
 *
 * @param number the first is 1
 * @param started when it began
 * @param took how long it was under way
 * @param result what it came to
 * @param httpStatus what the receiver answered, if it did
 * @param detail what happened, for people; without secrets
 */
public record CallbackAttempt(
        int number, Instant started, Duration took, Result result, Optional<Integer> httpStatus, String detail) {
    /** What a try came to. */
    public enum Result {
        /** The receiver has it. */
        DELIVERED,
        /** It failed, and another try follows. */
        RETRYING,
        /** It failed, and no other follows. */
        GIVEN_UP
    }
}
