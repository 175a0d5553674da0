package dev.jobgrid.internal.schedule;

import java.util.HashMap;
import java.util.Map;

/**
 * Decides whether passes over a long queue may place a job. After all were tried, the remaining free devices are
 * unwanted: the next round begins when more devices are free. Pure; single-threaded.
 */
final class ScanRounds {
    private Map<String, Integer> unwanted = Map.of();
    private Map<String, Integer> last = Map.of();
    private boolean isRound;
    private boolean isAgain;

    /**
     * Begins a pass.
     *
     * @param room the free devices of each offer
     * @return whether a round begins
     */
    boolean begin(Map<String, Integer> room) {
        if (isRound) {
            // Jobs tried before its release are tried again after the others.
            isAgain |= isMore(room, last);
            return false;
        }
        isRound = isMore(room, unwanted);
        return isRound;
    }

    /** Whether all waiting jobs are tried until no device is free. */
    boolean isRound() {
        return isRound;
    }

    /** The number of free devices that are not unwanted. */
    int wanted(Map<String, Integer> room) {
        return room.entrySet().stream()
                .mapToInt(free -> Math.max(0, free.getValue() - unwanted.getOrDefault(free.getKey(), 0)))
                .sum();
    }

    /** Unwanted devices may be wanted now. */
    void forget() {
        unwanted = Map.of();
    }

    /**
     * Ends a pass.
     *
     * @param isEachTried whether all waiting jobs were tried in this round
     * @return whether the round restarts, for devices released meanwhile
     */
    boolean end(Map<String, Integer> room, boolean isEachTried) {
        last = room;
        boolean isOver = isRound && isEachTried;
        boolean begins = isOver && isAgain && isMore(room, unwanted);
        if (isOver) {
            unwanted = isAgain ? unwanted : room;
            isAgain = false;
        }
        isRound = isRound && isMore(room, unwanted);
        isAgain &= isRound;
        unwanted = least(room);
        return begins;
    }

    private Map<String, Integer> least(Map<String, Integer> room) {
        Map<String, Integer> least = new HashMap<>();
        unwanted.forEach((offer, free) -> least.put(offer, Math.min(free, room.getOrDefault(offer, 0))));
        return least;
    }

    private static boolean isMore(Map<String, Integer> room, Map<String, Integer> than) {
        return room.entrySet().stream().anyMatch(free -> free.getValue() > than.getOrDefault(free.getKey(), 0));
    }
}
