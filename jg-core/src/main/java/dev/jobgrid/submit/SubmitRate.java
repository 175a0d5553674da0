package dev.jobgrid.submit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A token bucket whose capacity is its refill per minute, stored as the moment at which it will be full: one value, and
 * no work while idle. Pure.
 *
 * <p>An empty bucket is full again in a minute, so that a later moment comes from a clock that was ahead: it counts as
 * a minute from now.
 *
 * @param perMinute tokens a minute, and the most it holds
 */
public record SubmitRate(int perMinute) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The moment at which it is full, limited to between now and a minute from now. */
    public Instant counted(Instant full, Instant now) {
        Instant latest = now.plus(MINUTE);
        return full.isBefore(now) ? now : full.isAfter(latest) ? latest : full;
    }

    /**
     * When it will be full after that many tokens are taken; empty if it has too few.
     *
     * @param full when it would be full before
     */
    public Optional<Instant> take(Instant full, int tokens, Instant now) {
        Instant after = counted(full, now).plus(cost(tokens));
        return after.isAfter(now.plus(MINUTE)) ? Optional.empty() : Optional.of(after);
    }

    /** Time until it has that many tokens; a day if its capacity is smaller. */
    public Duration waitFor(Instant full, int tokens, Instant now) {
        return tokens > perMinute
                ? Duration.ofDays(1)
                : Duration.between(now.plus(MINUTE), counted(full, now).plus(cost(tokens)));
    }

    private Duration cost(int tokens) {
        // Rounded down to microseconds, the precision of stores; rounding up would lose the last token of a minute.
        return Duration.ofNanos(MINUTE.toNanos() / 1000 * tokens / perMinute * 1000);
    }
}
