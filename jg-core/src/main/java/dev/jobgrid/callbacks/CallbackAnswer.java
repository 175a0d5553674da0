package dev.jobgrid.callbacks;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of sending a callback once. What follows from it is the grid's to say.
 *
 * @param kind how far it went
 * @param httpStatus what the receiver answered, if it did
 * @param retryAfter when the receiver wants to hear again, if it said so
 * @param detail what happened, for people; without secrets
 */
public record CallbackAnswer(Kind kind, Optional<Integer> httpStatus, Optional<Duration> retryAfter, String detail) {
    /** How far a callback went. */
    public enum Kind {
        /** The receiver answered. */
        ANSWERED,
        /** No answer came: it could not be reached, broke off or took too long. */
        FAILED,
        /** It must not be sent where its address leads. */
        REFUSED,
        /** It was not sent, and that is not the receiver's fault: the sender closes, or lets the receiver rest. */
        UNSENT
    }

    /** The receiver answered. */
    public static CallbackAnswer answered(int httpStatus, Optional<Duration> retryAfter) {
        return new CallbackAnswer(
                Kind.ANSWERED, Optional.of(httpStatus), retryAfter, "the receiver answered " + httpStatus);
    }

    /** No answer came. */
    public static CallbackAnswer failed(String detail) {
        return new CallbackAnswer(Kind.FAILED, Optional.empty(), Optional.empty(), detail);
    }

    /** It must not be sent there. */
    public static CallbackAnswer refused(String detail) {
        return new CallbackAnswer(Kind.REFUSED, Optional.empty(), Optional.empty(), detail);
    }

    /** It was not sent; try again in so long. */
    public static CallbackAnswer unsent(Duration again, String detail) {
        return new CallbackAnswer(Kind.UNSENT, Optional.empty(), Optional.of(again), detail);
    }
}
