package dev.jobgrid.internal.capacity;

import dev.jobgrid.routing.DemandForecast;
import dev.jobgrid.routing.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The slots of one kind of work, and the router's view of them. Building it takes time proportional to the number of
 * slots, a change of one node's devices some microseconds. Single-threaded.
 */
final class SlotIndex {
    private final Map<String, Slot> byOffer = new HashMap<>();
    private final Map<Slot.Node, List<Slot>> byNode;
    private Snapshot snapshot;

    SlotIndex(List<Slot> slots, Map<Slot.Node, Set<String>> busy) {
        byNode = new HashMap<>();
        for (Slot slot : slots) {
            Slot now = slot.withFree(slot.freeCount(busy.getOrDefault(slot.at(), Set.of())));
            byOffer.put(now.offer().id(), now);
            byNode.computeIfAbsent(slot.at(), at -> new ArrayList<>()).add(slot);
        }
        snapshot = new Snapshot(byOffer.values().stream().map(Slot::offer).toList());
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Slot slot(String offer) {
        Slot slot = byOffer.get(offer);
        if (slot == null) {
            throw new IllegalArgumentException("there is no offer " + offer);
        }
        return slot;
    }

    boolean has(String offer) {
        return byOffer.containsKey(offer);
    }

    /** Sets the busy devices of a node. */
    void busy(Slot.Node at, Set<String> devices) {
        for (Slot slot : byNode.getOrDefault(at, List.of())) {
            int free = slot.freeCount(devices);
            if (slot(slot.offer().id()).offer().gpus().free() != free) {
                Slot now = slot.withFree(free);
                byOffer.put(now.offer().id(), now);
                snapshot = snapshot.with(now.offer());
            }
        }
    }

    /** Sets the demand forecast. Without a choice of offers, it has no effect. */
    void expect(DemandForecast forecast) {
        if (byOffer.size() > 1 && !forecast.equals(snapshot.forecast())) {
            snapshot = snapshot.expecting(forecast);
        }
    }

    /** The free devices of each offer; without those that have none. */
    Map<String, Integer> free() {
        Map<String, Integer> free = new HashMap<>();
        byOffer.forEach((id, slot) -> free.put(id, slot.offer().gpus().free()));
        free.values().removeIf(count -> count == 0);
        return free;
    }
}
