package dev.jobgrid.internal.time;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Moments at which something that this grid stored is due. They come when their wait has passed by the monotonic clock: a
 * wall clock that was set meanwhile makes none of them early or late. Remembers so many; what it does not remember is due
 * by the wall clock. Thread-safe.
 *
 * @param <K> what is due
 */
public final class DueTimes<K> {
    private static final int MAX_TIMERS = 10_000;

    /** No store keeps moments less exactly. */
    private static final Duration SAME = Duration.ofMillis(1);

    private final GridClock clock;
    private final PriorityQueue<Due<K>> waiting =
            new PriorityQueue<>((one, other) -> Long.signum(one.nanos - other.nanos));
    private final Map<K, Due<K>> byKey = new HashMap<>();
    // What has become due and is not taken out yet, by when it is due as the store has it.
    private final Map<K, Instant> passed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Instant> eldest) {
            return size() > MAX_TIMERS;
        }
    };
    private Instant lastPassed = Instant.MIN;

    private record Due<K>(K key, Instant at, long nanos) {}

    /** Nothing is due. */
    public DueTimes(GridClock clock) {
        this.clock = clock;
    }

    /**
     * Takes note of something, in the place of what was known of it.
     *
     * @param at when it is due, by the wall clock as it is now
     */
    public synchronized void add(K key, Instant at) {
        remove(key);
        Duration wait = Duration.between(clock.instant(), at);
        if (wait.isNegative() || wait.isZero()) {
            notePassed(key, at);
            return;
        }
        if (waiting.size() >= MAX_TIMERS) {
            return;
        }
        Due<K> due = new Due<>(key, at, clock.nanoTime() + wait.toNanos());
        byKey.put(key, due);
        waiting.add(due);
    }

    /** How long until the next is due, zero or more; no longer than told. */
    public synchronized Duration untilNext(Duration most) {
        Due<K> next = waiting.peek();
        if (next == null) {
            return most;
        }
        Duration left = Duration.ofNanos(Math.max(0, next.nanos - clock.nanoTime()));
        return left.compareTo(most) < 0 ? left : most;
    }

    /** Takes out what has become due; whether there was any. */
    public synchronized boolean pass() {
        boolean any = false;
        for (Due<K> next = waiting.peek(); next != null && isPast(next); next = waiting.peek()) {
            waiting.remove();
            byKey.remove(next.key);
            notePassed(next.key, next.at);
            any = true;
        }
        return any;
    }

    private void notePassed(K key, Instant at) {
        passed.put(key, at);
        lastPassed = later(lastPassed, at);
    }

    /** By which moment to ask the store for what is due: the wall clock may have been set back behind what is due by now. */
    public synchronized Instant until(Instant now) {
        if (lastPassed.isAfter(now)) {
            lastPassed = passed.values().stream().reduce(Instant.MIN, DueTimes::later);
        }
        return later(now, lastPassed);
    }

    /**
     * Whether something is known to be due later, whatever the wall clock says.
     *
     * @param at when it is due as the store has it: if that is not what is known here, somebody else has changed it
     */
    public synchronized boolean isEarly(K key, Instant at) {
        Due<K> due = byKey.get(key);
        return due != null && !isPast(due) && isSame(due.at, at);
    }

    /** Whether something is due: as is known here, and what is not known here, by the wall clock. */
    public synchronized boolean isDue(K key, Instant at, Instant now) {
        Instant reached = passed.get(key);
        boolean isReached = !at.isAfter(now) || reached != null && isSame(reached, at);
        return isReached && !isEarly(key, at);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static boolean isSame(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SAME) < 0;
    }

    /** Takes out something that is not due any more. */
    public synchronized void remove(K key) {
        passed.remove(key);
        Due<K> due = byKey.remove(key);
        if (due != null) {
            waiting.remove(due);
        }
    }

    private boolean isPast(Due<K> due) {
        return due.nanos - clock.nanoTime() <= 0;
    }
}
