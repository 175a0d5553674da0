package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.estimate.DurationHistogram;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.HistoryKey;
import dev.jobgrid.spi.store.HistoryStore;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** Histograms in a database, a row for each. Thread-safe. */
public final class JdbiHistoryStore implements HistoryStore {
    /** Locks are taken in a fixed order to avoid deadlocks. */
    private static final Comparator<HistoryKey> WRITE_ORDER = Comparator.comparing(
                    (HistoryKey key) -> key.workspace().value())
            .thenComparing(HistoryKey::measure)
            .thenComparing(HistoryKey::image)
            .thenComparing(HistoryKey::workload)
            .thenComparing(HistoryKey::sizeClass)
            .thenComparing(HistoryKey::gpu);

    private final Transactions transactions;

    public JdbiHistoryStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /** {@inheritDoc} Costs two batches with a row for each key, and a read by primary key of each. */
    @Override
    public void add(List<Measured> measured) {
        if (measured.isEmpty()) {
            return;
        }
        // Sorted when each key is there once: comparing keys is slow.
        Map<HistoryKey, List<Measured>> grouped = new HashMap<>();
        measured.forEach(one ->
                grouped.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(one));
        Map<HistoryKey, List<Measured>> byKey = new TreeMap<>(WRITE_ORDER);
        byKey.putAll(grouped);
        transactions.write("storing history", handle -> {
            insert(handle, byKey);
            update(handle, byKey);
            return true;
        });
    }

    private static void insert(Handle handle, Map<HistoryKey, List<Measured>> byKey) {
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO job_history (workspace_id, measure, image, workload, size_class, gpu, updated_at, sketch)
                VALUES (:workspace, :measure, :image, :workload, :size, :gpu, :at, '')
                ON CONFLICT DO NOTHING
                """)) {
            byKey.forEach((key, of) ->
                    bind(batch, key).bind("at", TimeColumn.of(newest(of))).add());
            batch.execute();
        }
    }

    private static void update(Handle handle, Map<HistoryKey, List<Measured>> byKey) {
        try (PreparedBatch batch = handle.prepareBatch("""
                UPDATE job_history SET sketch = :sketch, updated_at = :at
                WHERE workspace_id = :workspace AND measure = :measure AND image = :image AND workload = :workload
                    AND size_class = :size AND gpu = :gpu
                """)) {
            byKey.forEach((key, of) -> {
                // Locked until the end of the transaction, so that concurrent additions start from this sum.
                DurationHistogram sketch = read(handle, key, true)
                        .orElse(DurationHistogram.EMPTY)
                        .plusAll(of.stream().map(Measured::length).toList());
                bind(batch, key)
                        .bind("sketch", sketch.toString())
                        .bind("at", TimeColumn.of(newest(of)))
                        .add();
            });
            batch.execute();
        }
    }

    private static Instant newest(List<Measured> measured) {
        return measured.stream()
                .map(Measured::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Optional<DurationHistogram> read(Handle handle, HistoryKey key, boolean locks) {
        return bind(handle.createQuery(locks ? """
                        SELECT sketch FROM job_history
                        WHERE workspace_id = :workspace AND measure = :measure AND image = :image AND workload = :workload
                            AND size_class = :size AND gpu = :gpu
                        FOR UPDATE
                        """ : """
                        SELECT sketch FROM job_history
                        WHERE workspace_id = :workspace AND measure = :measure AND image = :image AND workload = :workload
                            AND size_class = :size AND gpu = :gpu
                        """), key)
                .map((row, context) -> DurationHistogram.parse(row.getString("sketch")))
                .findOne();
    }

    private static <T extends SqlStatement<T>> T bind(T statement, HistoryKey key) {
        return statement
                .bind("workspace", key.workspace().value())
                .bind("measure", key.measure().name())
                .bind("image", key.image())
                .bind("workload", key.workload())
                .bind("size", key.sizeClass())
                .bind("gpu", key.gpu());
    }

    @Override
    public Map<HistoryKey, DurationHistogram> find(List<HistoryKey> keys) {
        return transactions.read("reading history", handle -> {
            Map<HistoryKey, DurationHistogram> found = new HashMap<>();
            keys.forEach(key -> read(handle, key, false).ifPresent(sketch -> found.put(key, sketch)));
            return found;
        });
    }

    @Override
    public void forget(WorkspaceId workspace, Instant before) {
        transactions.write("removing history", handle -> {
            handle.createUpdate("DELETE FROM job_history WHERE workspace_id = :workspace AND updated_at < :before")
                    .bind("workspace", workspace.value())
                    .bind("before", TimeColumn.of(before))
                    .execute();
            handle.createUpdate("""
                            DELETE FROM job_history
                            WHERE workspace_id = :workspace AND updated_at < (
                                SELECT updated_at FROM job_history WHERE workspace_id = :workspace
                                ORDER BY updated_at DESC LIMIT 1 OFFSET :most)
                            """)
                    .bind("workspace", workspace.value())
                    .bind("most", MAX_KINDS - 1)
                    .execute();
            return true;
        });
    }
}
