package dev.jobgrid.internal.callbacks;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tries under way, with a bound for all and one for each receiver, so that one that hangs leaves room for the others.
 * Thread-safe.
 */
final class InFlight {
    static final int MOST = 64;
    static final int MOST_PER_RECEIVER = 4;

    private final Object lock = new Object();
    private final Map<String, Integer> byReceiver = new HashMap<>();
    private int all;

    boolean enter(String receiver) {
        synchronized (lock) {
            int now = byReceiver.getOrDefault(receiver, 0);
            if (all == MOST || now == MOST_PER_RECEIVER) {
                return false;
            }
            byReceiver.put(receiver, now + 1);
            all++;
            return true;
        }
    }

    void leave(String receiver) {
        synchronized (lock) {
            all--;
            byReceiver.computeIfPresent(receiver, (name, now) -> now == 1 ? null : now - 1);
        }
    }

    boolean hasRoom() {
        synchronized (lock) {
            return all < MOST;
        }
    }

    Set<String> full() {
        synchronized (lock) {
            return byReceiver.entrySet().stream()
                    .filter(receiver -> receiver.getValue() == MOST_PER_RECEIVER)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }
    }
}
