package dev.jobgrid.internal.callbacks;

import dev.jobgrid.callbacks.CallbackAnswer;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.CallbackProgress.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** §11: what follows from an answer. Pure. */
final class CallbackPolicy {
    /** Between one try and the next: they fall about 0 s, 5 s, 1 m, 5 m, 30 m, 2 h, 5 h and 10 h after the job's end. */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(55),
            Duration.ofMinutes(4),
            Duration.ofMinutes(25),
            Duration.ofMinutes(90),
            Duration.ofHours(3),
            Duration.ofHours(5));

    /** The longest that a receiver's wish for a later try is heeded. */
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    private static final double SPREAD = 0.2;
    private static final int GONE = 410;

    private CallbackPolicy() {}

    /**
     * How far the callback is after a try.
     *
     * @param chance at least 0 and less than 1; spreads tries that would else fall together
     */
    static CallbackProgress after(CallbackProgress held, CallbackAnswer answer, Instant now, double chance) {
        return switch (answer.kind()) {
            case UNSENT -> held.heldUntil(now.plus(answer.retryAfter().orElse(Duration.ZERO)));
            case REFUSED -> held.ended(State.GIVEN_UP);
            case FAILED -> again(held, answer, now, chance);
            case ANSWERED -> answered(held, answer, now, chance);
        };
    }

    private static CallbackProgress answered(CallbackProgress held, CallbackAnswer answer, Instant now, double chance) {
        int status = answer.httpStatus().orElse(0);
        if (status >= 200 && status < 300) {
            return held.ended(State.DELIVERED);
        }
        return isRetryable(status) ? again(held, answer, now, chance) : held.ended(State.GIVEN_UP);
    }

    /** A redirect is not among them: it would lead to the same place the next time. */
    static boolean isRetryable(int status) {
        return switch (status) {
            case 408, 425, 429 -> true;
            case GONE -> false;
            default -> status >= 500;
        };
    }

    private static CallbackProgress again(CallbackProgress held, CallbackAnswer answer, Instant now, double chance) {
        return waitAfter(held.tries() + 1, answer.retryAfter(), chance)
                .map(wait -> held.triedUntil(now.plus(wait)))
                .orElseGet(() -> held.ended(State.GIVEN_UP));
    }

    /** How long to wait after so many tries; empty if that was the last. */
    static Optional<Duration> waitAfter(int tries, Optional<Duration> retryAfter, double chance) {
        if (tries > WAITS.size()) {
            return Optional.empty();
        }
        long usual = Math.round(WAITS.get(tries - 1).toMillis() * (1 - SPREAD + 2 * SPREAD * chance));
        Duration wished = retryAfter
                .filter(wish -> wish.compareTo(MAX_RETRY_AFTER) < 0)
                .orElse(retryAfter.isPresent() ? MAX_RETRY_AFTER : Duration.ZERO);
        Duration wait = Duration.ofMillis(usual);
        return Optional.of(wished.compareTo(wait) > 0 ? wished : wait);
    }
}
