package dev.jobgrid.client;

import java.time.Duration;
import java.util.Optional;

/**
 * The retry schedule: after a quarter of a second, doubling up to 8 seconds, later if the server requests it, within
 * the total retry time. A pause of more than half a minute is left to the caller, who hears why. Pure.
 */
record Retries(Duration maxRetryDuration) {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final int MAX_DOUBLINGS = 5;
    private static final Duration MAX_ASKED = Duration.ofSeconds(30);

    /**
     * The wait before the next try; empty to give up.
     *
     * @param tries failed tries, 1 or more
     * @param spent since the first began
     * @param asked the server's Retry-After
     * @param jitter 0 to 1, to spread many clients
     */
    Optional<Duration> next(int tries, Duration spent, Optional<Duration> asked, double jitter) {
        long doubled = FIRST.toMillis() << Math.min(tries - 1, MAX_DOUBLINGS);
        Duration own = Duration.ofMillis(doubled / 2 + (long) (doubled / 2.0 * jitter));
        if (asked.filter(after -> after.compareTo(MAX_ASKED) > 0).isPresent()) {
            return Optional.empty();
        }
        Duration wait = asked.filter(after -> after.compareTo(own) > 0).orElse(own);
        return spent.plus(wait).compareTo(maxRetryDuration) < 0 ? Optional.of(wait) : Optional.empty();
    }
}
