package dev.jobgrid.http.callback;

import dev.jobgrid.spi.GridClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Circuit breakers of receivers: one that failed most of its last tries is paused for {@link #OPEN_DURATION}, then
 * tried by one callback. Evicts the least recently used receivers. Thread-safe.
 */
final class Breakers {
    static final Duration OPEN_DURATION = Duration.ofSeconds(30);

    private static final int MAX_RECEIVERS = 2_000;
    private static final int WINDOW = 10;
    static final int MIN_TRIES = 5;
    private static final float FAILURES_PERCENT = 80;

    private final Object lock = new Object();
    private final InstantSource clock;
    private final CircuitBreakerConfig config;
    private final Map<String, Instant> resting = new HashMap<>();
    private final Map<String, CircuitBreaker> breakers = new LinkedHashMap<>(16, 0.75f, true);

    Breakers(InstantSource clock) {
        this.clock = GridClock.of(clock).monotonic();
        config = CircuitBreakerConfig.custom()
                .clock(this.clock.withZone(ZoneOffset.UTC))
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(MIN_TRIES)
                .failureRateThreshold(FAILURES_PERCENT)
                .waitDurationInOpenState(OPEN_DURATION)
                .permittedNumberOfCallsInHalfOpenState(1)
                // A try that never reports back must not keep the breaker open for ever.
                .maxWaitDurationInHalfOpenState(OPEN_DURATION)
                .build();
    }

    Set<String> resting() {
        synchronized (lock) {
            Instant now = clock.instant();
            resting.values().removeIf(until -> !until.isAfter(now));
            return Set.copyOf(resting.keySet());
        }
    }

    boolean admits(String receiver) {
        return breaker(receiver).tryAcquirePermission();
    }

    void succeeded(String receiver) {
        breaker(receiver).onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void failed(String receiver) {
        CircuitBreaker breaker = breaker(receiver);
        breaker.onError(0, TimeUnit.NANOSECONDS, new IOException());
        if (breaker.getState() == State.OPEN) {
            synchronized (lock) {
                resting.put(receiver, clock.instant().plus(OPEN_DURATION));
            }
        }
    }

    /** Neither: the try was aborted by this side. */
    void brokenOff(String receiver) {
        breaker(receiver).releasePermission();
    }

    private CircuitBreaker breaker(String receiver) {
        synchronized (lock) {
            CircuitBreaker breaker = breakers.computeIfAbsent(receiver, name -> CircuitBreaker.of("callback", config));
            if (breakers.size() > MAX_RECEIVERS) {
                String oldest = breakers.keySet().iterator().next();
                breakers.remove(oldest);
                resting.remove(oldest);
            }
            return breaker;
        }
    }
}
