package dev.jobgrid.submit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A bucket of tokens that fills by so many a minute and holds as many, kept as the moment at which it will be full: one
 * value to store, and nothing to do while nobody asks. Pure.
 *
 * <p>An empty bucket is full again in a minute, so that a moment later than that was told by a clock that was ahead: it
 * counts as a minute from now.
 *
 * @param perMinute tokens a minute, and the most it holds
 */
public record SubmitRate(int perMinute) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** What a moment at which it would be full counts as: at least now, and at most a minute from now. */
    public Instant counted(Instant full, Instant now) {
        Instant latest = now.plus(MINUTE);
        return full.isBefore(now) ? now : full.isAfter(latest) ? latest : full;
    }

    /**
     * When it will be full after so many were taken; empty if it has too few.
     *
     * @param full when it would be full before
     */
    public Optional<Instant> take(Instant full, int tokens, Instant now) {
        Instant after = counted(full, now).plus(cost(tokens));
        return after.isAfter(now.plus(MINUTE)) ? Optional.empty() : Optional.of(after);
    }

    /** How long until it has so many; for ever, which is a day here, if it never holds as many. */
    public Duration waitFor(Instant full, int tokens, Instant now) {
        return tokens > perMinute
                ? Duration.ofDays(1)
                : Duration.between(now.plus(MINUTE), counted(full, now).plus(cost(tokens)));
    }

    private Duration cost(int tokens) {
        // Down to the microsecond, which is what stores keep; up would lose the last token of a minute.
        return Duration.ofNanos(MINUTE.toNanos() / 1000 * tokens / perMinute * 1000);
    }
}
