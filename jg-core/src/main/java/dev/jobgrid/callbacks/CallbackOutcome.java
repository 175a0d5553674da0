package dev.jobgrid.callbacks;

import java.time.Duration;
import java.util.Optional;

/**
 * The outcome of sending a callback once. The grid decides what follows.
 *
 * @param kind the kind of outcome
 * @param httpStatus the status of the response, if there was one
 * @param retryAfter the receiver's Retry-After, if it sent one
 * @param detail the details, for people; without secrets
 */
public record CallbackOutcome(Kind kind, Optional<Integer> httpStatus, Optional<Duration> retryAfter, String detail) {
    /** Kinds of outcomes. */
    public enum Kind {
        /** The receiver answered. */
        ANSWERED,
        /** No response: the receiver was unreachable, closed the connection or timed out. */
        FAILED,
        /** Forbidden: its address leads to a blocked destination. */
        REFUSED,
        /**
         * Not sent, through no fault of the receiver: the sender is closing, or the receiver's circuit breaker is open.
         */
        UNSENT
    }

    /** The receiver answered. */
    public static CallbackOutcome answered(int httpStatus, Optional<Duration> retryAfter) {
        return new CallbackOutcome(
                Kind.ANSWERED, Optional.of(httpStatus), retryAfter, "the receiver answered " + httpStatus);
    }

    /** No answer came. */
    public static CallbackOutcome failed(String detail) {
        return new CallbackOutcome(Kind.FAILED, Optional.empty(), Optional.empty(), detail);
    }

    /** The destination is blocked. */
    public static CallbackOutcome refused(String detail) {
        return new CallbackOutcome(Kind.REFUSED, Optional.empty(), Optional.empty(), detail);
    }

    /** Not sent; retry after that time. */
    public static CallbackOutcome unsent(Duration again, String detail) {
        return new CallbackOutcome(Kind.UNSENT, Optional.empty(), Optional.of(again), detail);
    }
}
