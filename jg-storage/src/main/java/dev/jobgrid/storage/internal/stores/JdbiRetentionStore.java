package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

/**
 * Retention in a database. A page is a hundred rows of one workspace, removable or not, so that no read is long; a
 * removal is one short transaction, or several for long logs. Thread-safe.
 */
public final class JdbiRetentionStore implements RetentionStore {
    private static final int PAGE = 100;
    /** The most rows of one job in one transaction: log chunks, each up to about 256 KiB, or artifacts. */
    private static final int MAX_ROWS = 50;

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final Transactions transactions;

    public JdbiRetentionStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public boolean begin(String round, Duration every) {
        return transactions.write("starting a retention round", handle -> {
            handle.createUpdate("""
                INSERT INTO retention_rounds (round_name, next_at) VALUES (:round, CURRENT_TIMESTAMP)
                ON CONFLICT DO NOTHING
                """).bind("round", round).execute();
            // A clock that was ahead, and was set back, may have scheduled the next round too late. A transaction that
            // began before the one it waited for sees one interval too late.
            return handle.createUpdate("""
                UPDATE retention_rounds
                SET next_at = CURRENT_TIMESTAMP + CAST(:every AS DOUBLE PRECISION) * INTERVAL '0.001' SECOND
                WHERE round_name = :round
                  AND (next_at <= CURRENT_TIMESTAMP
                       OR next_at > CURRENT_TIMESTAMP + 2 * CAST(:every AS DOUBLE PRECISION) * INTERVAL '0.001' SECOND)
                """)
                            .bind("round", round)
                            .bind("every", every.toMillis())
                            .execute()
                    == 1;
        });
    }

    @Override
    public Page expired(Query query) {
        return transactions.read(
                "finding removable data",
                handle -> query.part() == RetentionPart.IDEMPOTENCY_KEYS
                        ? expiredKeys(handle, query)
                        : new Look(handle, query).page());
    }

    /** In the order in which they expire, of all workspaces. */
    private static Page expiredKeys(Handle handle, Query query) {
        Item after = query.after().orElse(new Item(new WorkspaceId("default"), "", Instant.EPOCH, 0));
        List<Item> found = handle.createQuery("""
            SELECT workspace_id, idempotency_key, expires_at FROM idempotency_keys
            WHERE expires_at < :before AND expires_at >= :at
                AND (expires_at > :at OR workspace_id > :workspace
                    OR workspace_id = :workspace AND idempotency_key > :id)
            ORDER BY expires_at, workspace_id, idempotency_key
            LIMIT :limit
            """)
                .bind("before", TimeColumn.of(query.before()))
                .bind("at", TimeColumn.of(after.at()))
                .bind("workspace", after.workspace().value())
                .bind("id", after.id())
                .bind("limit", PAGE)
                .map((row, context) -> new Item(
                        new WorkspaceId(row.getString("workspace_id")),
                        row.getString("idempotency_key"),
                        TimeColumn.read(row, "expires_at"),
                        0))
                .list();
        return new Page(found, found.size() == PAGE ? Optional.of(found.get(PAGE - 1)) : Optional.empty());
    }

    /** A scan of one workspace's rows. Single-threaded. */
    private static final class Look {
        private final Handle handle;
        private final Query query;

        Look(Handle handle, Query query) {
            this.handle = handle;
            this.query = query;
        }

        private record Row(Item item, boolean mayGo) {}

        Page page() {
            Optional<Item> from = query.after().or(() -> startAfter(""));
            if (from.isEmpty()) {
                return new Page(List.of(), Optional.empty());
            }
            List<Row> rows = rows(from.get());
            List<Item> items = rows.stream().filter(Row::mayGo).map(Row::item).toList();
            Optional<Item> next = rows.size() == PAGE
                    ? Optional.of(rows.get(PAGE - 1).item())
                    : startAfter(from.get().workspace().value());
            return new Page(items, next);
        }

        private Optional<Item> startAfter(String workspace) {
            return handle.createQuery("""
                SELECT workspace_id FROM %s WHERE workspace_id > :workspace ORDER BY workspace_id LIMIT 1
                """.formatted(RetentionSql.table(query.part())))
                    .bind("workspace", workspace)
                    .mapTo(String.class)
                    .findOne()
                    .map(found -> new Item(new WorkspaceId(found), "", END_OF_TIME, 0));
        }

        /** Rows created after {@code before} cannot have ended before it. */
        private List<Row> rows(Item from) {
            Instant at = from.at().isBefore(query.before()) ? from.at() : query.before();
            return handle.createQuery(RetentionSql.look(query.part()))
                    .bind("workspace", from.workspace().value())
                    .bind("at", TimeColumn.of(at))
                    .bind("id", from.id())
                    .bind("before", TimeColumn.of(query.before()))
                    .bind("limit", PAGE)
                    .map((row, context) -> row(from.workspace(), row))
                    .list();
        }

        private static Row row(WorkspaceId workspace, ResultSet row) throws SQLException {
            long bytes = row.getLong("bytes");
            boolean mayGo = !row.wasNull();
            return new Row(new Item(workspace, row.getString("id"), TimeColumn.read(row, "made_at"), bytes), mayGo);
        }
    }

    @Override
    public List<Item> remove(RetentionPart part, Instant before, List<Item> items) {
        Set<Item> gone = new HashSet<>();
        List<Item> left = items;
        while (!left.isEmpty()) {
            List<Item> some = left;
            Map<Item, Integer> removed = transactions.write("removing data", handle -> {
                Map<Item, Integer> counts = new HashMap<>();
                some.forEach(item -> counts.put(item, remove(handle, part, before, item)));
                return counts;
            });
            removed.forEach((item, count) -> {
                if (count > 0) {
                    gone.add(item);
                }
            });
            left = isWhole(part)
                    ? List.of()
                    : some.stream()
                            .filter(item -> removed.getOrDefault(item, 0) == MAX_ROWS)
                            .toList();
        }
        return items.stream().filter(gone::contains).toList();
    }

    /** Whether an item is removed at once, whatever its size. */
    private static boolean isWhole(RetentionPart part) {
        return part != RetentionPart.LOGS && part != RetentionPart.ARTIFACTS;
    }

    private static int remove(Handle handle, RetentionPart part, Instant before, Item item) {
        if (part == RetentionPart.JOBS) {
            return removeJob(handle, before, item);
        }
        Update update = update(handle, RetentionSql.remove(part), item).bind("before", TimeColumn.of(before));
        return isWhole(part) ? update.execute() : update.bind("limit", MAX_ROWS).execute();
    }

    private static int removeJob(Handle handle, Instant before, Item item) {
        // Locked in the same order as changes of callbacks, which update the job too.
        List<String> deliveries = handle.createQuery("""
            SELECT delivery_id FROM callback_outbox
            WHERE workspace_id = :workspace AND job_id = :id FOR UPDATE
            """)
                .bind("workspace", item.workspace().value())
                .bind("id", item.id())
                .mapTo(String.class)
                .list();
        int removed = update(handle, RetentionSql.remove(RetentionPart.JOBS), item)
                .bind("before", TimeColumn.of(before))
                .execute();
        if (removed == 1) {
            for (String delivery : deliveries) {
                handle.execute("DELETE FROM callback_attempts WHERE delivery_id = ?", delivery);
                handle.execute("DELETE FROM callback_outbox WHERE delivery_id = ?", delivery);
            }
            RetentionSql.REST_OF_JOB.forEach(sql -> update(handle, sql, item).execute());
        }
        return removed;
    }

    private static Update update(Handle handle, String sql, Item item) {
        return handle.createUpdate(sql)
                .bind("workspace", item.workspace().value())
                .bind("id", item.id());
    }

    @Override
    public Map<Instant, Long> sizes(RetentionPart part) {
        return transactions.read("measuring stored data", handle -> {
            Map<Instant, Long> sizes = new HashMap<>();
            handle.createQuery(RetentionSql.sizes(part))
                    .map(JdbiRetentionStore::size)
                    .forEach(entry -> sizes.put(entry.getKey(), entry.getValue()));
            return sizes;
        });
    }

    private static Map.Entry<Instant, Long> size(ResultSet row, StatementContext context) throws SQLException {
        return Map.entry(Instant.ofEpochSecond(row.getLong("epoch_hour") * 3600), row.getLong("amount"));
    }
}
