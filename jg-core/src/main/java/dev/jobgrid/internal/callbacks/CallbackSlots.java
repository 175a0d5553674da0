package dev.jobgrid.internal.callbacks;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Bounds tries in flight: in total, per receiver, so that a hanging one does not block others, and per workspace, which
 * may name any number of receivers: it never has more slots than are left free. So the first has at most half of all,
 * the next half of the rest, and a newcomer finds a free slot. Thread-safe.
 */
final class CallbackSlots {
    static final int MAX_SLOTS = 64;
    static final int MAX_PER_RECEIVER = 4;

    private final Object lock = new Object();
    private final Map<String, Integer> byReceiver = new HashMap<>();
    private final Map<WorkspaceId, Integer> byWorkspace = new HashMap<>();
    private int all;

    boolean enter(CallbackDelivery delivery) {
        String receiver = delivery.receiver();
        WorkspaceId workspace = delivery.job().workspace();
        synchronized (lock) {
            if (isFull(byReceiver.getOrDefault(receiver, 0)) || hasItsShare(byWorkspace.getOrDefault(workspace, 0))) {
                return false;
            }
            byReceiver.merge(receiver, 1, Integer::sum);
            byWorkspace.merge(workspace, 1, Integer::sum);
            all++;
            return true;
        }
    }

    private static boolean isFull(int ofReceiver) {
        return ofReceiver >= MAX_PER_RECEIVER;
    }

    /** Even if no slot is free. */
    private boolean hasItsShare(int ofWorkspace) {
        return ofWorkspace >= MAX_SLOTS - all;
    }

    void leave(CallbackDelivery delivery) {
        synchronized (lock) {
            all--;
            byReceiver.computeIfPresent(delivery.receiver(), (name, now) -> now == 1 ? null : now - 1);
            byWorkspace.computeIfPresent(delivery.job().workspace(), (name, now) -> now == 1 ? null : now - 1);
        }
    }

    boolean hasRoom() {
        synchronized (lock) {
            return all < MAX_SLOTS;
        }
    }

    Set<String> fullReceivers() {
        synchronized (lock) {
            return those(byReceiver, CallbackSlots::isFull);
        }
    }

    /** Workspaces that have used their share. */
    Set<WorkspaceId> fullWorkspaces() {
        synchronized (lock) {
            return those(byWorkspace, this::hasItsShare);
        }
    }

    private static <T> Set<T> those(Map<T, Integer> counts, IntPredicate isFull) {
        return counts.entrySet().stream()
                .filter(count -> isFull.test(count.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
