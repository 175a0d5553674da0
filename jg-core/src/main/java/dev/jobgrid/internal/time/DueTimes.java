package dev.jobgrid.internal.time;

import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Timers on the monotonic clock for retries that are stored by the wall clock. A wall clock that is set meanwhile makes
 * none of them early or late. Keeps a limited number; items without a timer are due by the wall clock. Thread-safe.
 *
 * @param <K> the key of an item
 */
public final class DueTimes<K> {
    private static final int MAX_TIMERS = 10_000;

    /** The precision of every store. */
    private static final Duration SAME = Duration.ofMillis(1);

    private final GridClock clock;
    private final PriorityQueue<Due<K>> waiting =
            new PriorityQueue<>((one, other) -> Long.signum(one.nanos - other.nanos));
    private final Map<K, Due<K>> byKey = new HashMap<>();
    // Due items that are not taken yet, by their stored due time.
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
     * Sets the timer of an item, replacing an earlier one.
     *
     * @param at when it is due, by the current wall clock
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

    /** Time until the next is due, zero or more; limited to the argument. */
    public synchronized Duration untilNext(Duration max) {
        Due<K> next = waiting.peek();
        if (next == null) {
            return max;
        }
        Duration left = Duration.ofNanos(Math.max(0, next.nanos - clock.nanoTime()));
        return left.compareTo(max) < 0 ? left : max;
    }

    /** Takes due items; whether there were any. */
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

    /**
     * The time to query the store for due items: the wall clock may have been set back behind items that are due by
     * now.
     */
    public synchronized Instant until(Instant now) {
        if (lastPassed.isAfter(now)) {
            lastPassed = passed.values().stream().reduce(Instant.MIN, DueTimes::later);
        }
        return later(now, lastPassed);
    }

    /**
     * Whether a timer of the item ends later, whatever the wall clock.
     *
     * @param at its stored due time: if it differs from the timer's, another grid has changed it
     */
    public synchronized boolean isEarly(K key, Instant at) {
        Due<K> due = byKey.get(key);
        return due != null && !isPast(due) && isSame(due.at, at);
    }

    /** Whether an item is due: by its timer, or without one by the wall clock. */
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

    /** Removes the timer of an item. */
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
