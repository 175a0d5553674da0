package dev.jobgrid.internal.schedule;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether looks at a long queue may find a place for someone. Where all were tried and room is left, nobody wants it: the next
 * round begins when there is more of it anywhere. Pure; single-threaded.
 */
final class ScanRounds {
    private Map<String, Integer> unwanted = Map.of();
    private Map<String, Integer> last = Map.of();
    private boolean isRound;
    private boolean isAgain;

    /**
     * Begins a look.
     *
     * @param room how many devices of each offer are free
     * @return whether a round begins
     */
    boolean begin(Map<String, Integer> room) {
        if (isRound) {
            // Those tried before it came free are tried again when the others were.
            isAgain |= isMore(room, last);
            return false;
        }
        isRound = isMore(room, unwanted);
        return isRound;
    }

    /** Whether all that wait are looked at, until there is no room for them. */
    boolean isRound() {
        return isRound;
    }

    /** How many devices are free that nobody has turned down. */
    int wanted(Map<String, Integer> room) {
        return room.entrySet().stream()
                .mapToInt(free -> Math.max(0, free.getValue() - unwanted.getOrDefault(free.getKey(), 0)))
                .sum();
    }

    /** What nobody wanted may be wanted now. */
    void forget() {
        unwanted = Map.of();
    }

    /**
     * Ends a look.
     *
     * @param isEachTried whether all that wait were tried in this round
     * @return whether the round begins again, for what came free meanwhile
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
