package dev.jobgrid.storage.internal.stores;

import static java.util.Objects.requireNonNull;

import dev.jobgrid.estimate.DurationHistogram;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.HistoryKey;
import dev.jobgrid.spi.store.HistoryStore;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

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

    private static final String OF_KEY = """
            WHERE workspace_id = ? AND measure = ? AND image = ? AND workload = ? AND size_class = ? AND gpu = ?
            """;
    private static final String FIND = "SELECT sketch FROM job_history " + OF_KEY;

    /** Locked until the end of the transaction, so that concurrent additions start from this sum. */
    private static final String LOCK = FIND + "FOR UPDATE";

    private static final String UPDATE = "UPDATE job_history SET sketch = ?, updated_at = ? " + OF_KEY;
    private static final String INSERT = """
            INSERT INTO job_history (sketch, updated_at, workspace_id, measure, image, workload, size_class, gpu)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private final Transactions transactions;
    private final String find;
    private final String lock;
    private final String update;
    private final String insert;

    public JdbiHistoryStore(Transactions transactions, TableNames names) {
        this.transactions = transactions;
        find = names.in(FIND);
        lock = names.in(LOCK);
        update = names.in(UPDATE);
        insert = names.in(INSERT);
    }

    /** The durations of a key, and when the newest of them was measured. */
    private record Added(List<Duration> lengths, Instant newest) {
        static Added of(List<Measured> measured) {
            return new Added(
                    measured.stream().map(Measured::length).toList(),
                    measured.stream()
                            .map(Measured::at)
                            .max(Comparator.naturalOrder())
                            .orElseThrow());
        }
    }

    /** {@inheritDoc} Costs a read by primary key of each key, and a batch with a row for each. */
    @Override
    public void add(List<Measured> measured) {
        if (measured.isEmpty()) {
            return;
        }
        // Sorted when each key is there once: comparing keys is slow.
        Map<HistoryKey, List<Measured>> grouped = new HashMap<>();
        measured.forEach(one ->
                grouped.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(one));
        SortedMap<HistoryKey, Added> added = new TreeMap<>(WRITE_ORDER);
        grouped.forEach((key, of) -> added.put(key, Added.of(of)));
        while (!transactions.writeOn("storing history", connection -> isAdded(connection, added))) {
            // By a transaction of its own, because locks are taken in order. What ends here leaves rows without counts.
            transactions.writeOn("storing history", connection -> insert(connection, added));
        }
    }

    /** Whether each key had a row, all of which have grown. */
    private boolean isAdded(Connection connection, SortedMap<HistoryKey, Added> added) throws SQLException {
        Map<HistoryKey, DurationHistogram> found = read(connection, lock, added.keySet());
        if (found.size() < added.size()) {
            return false;
        }
        return written(
                connection,
                update,
                added,
                key -> requireNonNull(found.get(key))
                        .plusAll(requireNonNull(added.get(key)).lengths()));
    }

    private boolean insert(Connection connection, SortedMap<HistoryKey, Added> added) throws SQLException {
        return written(connection, insert, added, key -> DurationHistogram.EMPTY);
    }

    private static boolean written(
            Connection connection,
            String sql,
            SortedMap<HistoryKey, Added> added,
            Function<HistoryKey, DurationHistogram> sketches)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Map.Entry<HistoryKey, Added> each : added.entrySet()) {
                statement.setString(1, sketches.apply(each.getKey()).toString());
                statement.setObject(2, TimeColumn.utc(each.getValue().newest()));
                bind(statement, 3, each.getKey());
                statement.addBatch();
            }
            statement.executeBatch();
            return true;
        }
    }

    private static Map<HistoryKey, DurationHistogram> read(
            Connection connection, String sql, Collection<HistoryKey> keys) throws SQLException {
        Map<HistoryKey, DurationHistogram> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (HistoryKey key : keys) {
                bind(statement, 1, key);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        found.put(key, DurationHistogram.parse(row.getString("sketch")));
                    }
                }
            }
        }
        return found;
    }

    private static void bind(PreparedStatement statement, int from, HistoryKey key) throws SQLException {
        statement.setString(from, key.workspace().value());
        statement.setString(from + 1, key.measure().name());
        statement.setString(from + 2, key.image());
        statement.setString(from + 3, key.workload());
        statement.setString(from + 4, key.sizeClass());
        statement.setString(from + 5, key.gpu());
    }

    @Override
    public Map<HistoryKey, DurationHistogram> find(List<HistoryKey> keys) {
        return transactions.readOn("reading history", connection -> read(connection, find, keys));
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
