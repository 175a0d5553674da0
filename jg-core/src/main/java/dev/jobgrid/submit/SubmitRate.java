package dev.jobgrid.submit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A bucket of tokens that fills by so many a minute and holds as many, kept as the moment at which it will be full: one
 * value to store, and nothing to do while nobody asks. Pure.
 *
 * @param perMinute tokens a minute, and the most it holds
 */
public record SubmitRate(int perMinute) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * When it will be full after so many were taken; empty if it has too few.
     *
     * @param full when it would be full before
     */
    public Optional<Instant> take(Instant full, int tokens, Instant now) {
        Instant after = later(full, now).plus(cost(tokens));
        return after.isAfter(now.plus(MINUTE)) ? Optional.empty() : Optional.of(after);
    }

    /** How long until it has so many; for ever, which is a day here, if it never holds as many. */
    public Duration waitFor(Instant full, int tokens, Instant now) {
        return tokens > perMinute
                ? Duration.ofDays(1)
                : Duration.between(now.plus(MINUTE), later(full, now).plus(cost(tokens)));
    }

    private Duration cost(int tokens) {
        // Down to the microsecond, which is what stores keep; up would lose the last token of a minute.
        return Duration.ofNanos(MINUTE.toNanos() / 1000 * tokens / perMinute * 1000);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
