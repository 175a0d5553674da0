package dev.jobgrid.job;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts of a job's events, from which the next one's sequence and id follow without reading the others.
 *
 * @param lastSequence sequence of the newest event, 0 if there is none
 * @param byPhase events of each phase
 */
public record EventCount(long lastSequence, Map<ExecutionPhase, Integer> byPhase) {
    /** No event yet. */
    public static final EventCount NONE = new EventCount(0, Map.of());

    private static final int STEP = 10;

    /** Copies the counts. */
    public EventCount {
        Map<ExecutionPhase, Integer> copy = new EnumMap<>(ExecutionPhase.class);
        copy.putAll(byPhase);
        byPhase = Collections.unmodifiableMap(copy);
    }

    /** The count with one more event of this phase. */
    EventCount plus(ExecutionPhase phase) {
        Map<ExecutionPhase, Integer> counts = new EnumMap<>(ExecutionPhase.class);
        counts.putAll(byPhase);
        counts.merge(phase, 1, Integer::sum);
        return new EventCount(lastSequence + STEP, counts);
    }

    /** Events of this phase. */
    int of(ExecutionPhase phase) {
        return byPhase.getOrDefault(phase, 0);
    }
}
