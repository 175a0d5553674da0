package dev.jobgrid.internal.callbacks;

import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.CallbackProgress.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** §11: decides whether and when a callback is retried. Pure. */
final class CallbackPolicy {
    /** Waits between tries, which happen about 0 s, 5 s, 1 m, 5 m, 30 m, 2 h, 5 h and 10 h after the job's end. */
    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(55),
            Duration.ofMinutes(4),
            Duration.ofMinutes(25),
            Duration.ofMinutes(90),
            Duration.ofHours(3),
            Duration.ofHours(5));

    /** The longest accepted Retry-After of a receiver. */
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    private static final double SPREAD = 0.2;
    private static final int GONE = 410;

    private CallbackPolicy() {}

    /**
     * The delivery state after a try.
     *
     * @param chance at least 0 and less than 1; jitter that spreads simultaneous tries
     */
    static CallbackProgress after(CallbackProgress held, CallbackOutcome outcome, Instant now, double chance) {
        return switch (outcome.kind()) {
            case UNSENT -> held.heldUntil(now.plus(outcome.retryAfter().orElse(Duration.ZERO)));
            case REFUSED -> held.ended(State.GIVEN_UP);
            case FAILED -> again(held, outcome, now, chance);
            case ANSWERED -> answered(held, outcome, now, chance);
        };
    }

    private static CallbackProgress answered(
            CallbackProgress held, CallbackOutcome outcome, Instant now, double chance) {
        int status = outcome.httpStatus().orElse(0);
        if (status >= 200 && status < 300) {
            return held.ended(State.DELIVERED);
        }
        return isRetryable(status) ? again(held, outcome, now, chance) : held.ended(State.GIVEN_UP);
    }

    /** A redirect is not retried: it would be the same the next time. */
    static boolean isRetryable(int status) {
        return switch (status) {
            case 408, 425, 429 -> true;
            case GONE -> false;
            default -> status >= 500;
        };
    }

    private static CallbackProgress again(CallbackProgress held, CallbackOutcome outcome, Instant now, double chance) {
        return waitAfter(held.tries() + 1, outcome.retryAfter(), chance)
                .map(wait -> held.triedUntil(now.plus(wait)))
                .orElseGet(() -> held.ended(State.GIVEN_UP));
    }

    /** The wait after that many tries; empty if that was the last. */
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
