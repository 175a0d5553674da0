package dev.jobgrid.storage.internal.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes changes together, and again without those that lost the race for a device. */
public final class DeviceRace {
    private DeviceRace() {}

    /**
     * Writes.
     *
     * @param write all or nothing; throws {@link DeviceHeldException} for a change that cannot be stored
     * @return for each change whether it was stored
     */
    public static List<Boolean> without(List<ChangeRow> changes, Function<List<ChangeRow>, List<Boolean>> write) {
        Set<ChangeRow> late = Collections.newSetFromMap(new IdentityHashMap<>());
        while (true) {
            List<ChangeRow> fair =
                    changes.stream().filter(t -> !late.contains(t)).toList();
            try {
                return withLate(changes, late, write.apply(fair));
            } catch (DeviceHeldException e) {
                late.add(e.change());
            }
        }
    }

    private static List<Boolean> withLate(List<ChangeRow> changes, Set<ChangeRow> late, List<Boolean> applied) {
        List<Boolean> all = new ArrayList<>(changes.size());
        int next = 0;
        for (ChangeRow change : changes) {
            all.add(!late.contains(change) && applied.get(next++));
        }
        return all;
    }
}
