package dev.jobgrid.testkit.storage;

import dev.jobgrid.estimate.DurationHistogram;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.HistoryKey;
import dev.jobgrid.spi.store.HistoryStore;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** History in memory. Thread-safe. */
final class MemoryHistoryStore implements HistoryStore {
    private final Map<WorkspaceId, Map<HistoryKey, Kept>> kept = new HashMap<>();

    private record Kept(DurationHistogram sketch, Instant updated) {}

    @Override
    public synchronized void add(List<Measured> measured) {
        for (Measured one : measured) {
            Map<HistoryKey, Kept> of = kept.computeIfAbsent(one.key().workspace(), any -> new HashMap<>());
            Kept before = of.getOrDefault(one.key(), new Kept(DurationHistogram.EMPTY, one.at()));
            of.put(one.key(), new Kept(before.sketch().plus(one.length()), one.at()));
        }
    }

    @Override
    public synchronized Map<HistoryKey, DurationHistogram> find(List<HistoryKey> keys) {
        Map<HistoryKey, DurationHistogram> found = new HashMap<>();
        for (HistoryKey key : keys) {
            Kept known = kept.getOrDefault(key.workspace(), Map.of()).get(key);
            if (known != null) {
                found.put(key, known.sketch());
            }
        }
        return found;
    }

    @Override
    public synchronized void forget(WorkspaceId workspace, Instant before) {
        Collection<Kept> all = kept.getOrDefault(workspace, new HashMap<>()).values();
        List<Instant> newest =
                all.stream().map(Kept::updated).sorted((a, b) -> b.compareTo(a)).toList();
        Instant last = newest.size() < MAX_KINDS ? Instant.MIN : newest.get(MAX_KINDS - 1);
        all.removeIf(one -> one.updated().isBefore(before) || one.updated().isBefore(last));
    }
}
