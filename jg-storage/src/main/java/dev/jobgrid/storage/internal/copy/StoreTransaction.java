package dev.jobgrid.storage.internal.copy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.storage.StoreContents;
import dev.jobgrid.storage.internal.sql.NulText;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.Transactions;
import dev.jobgrid.storage.internal.stores.StoreIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that reads or writes all tables of a store. Reads are of one moment. Rolled back when it is closed without
 * a commit. Single-threaded.
 */
public final class StoreTransaction implements AutoCloseable {
    private static final int FETCHED_ROWS = 200;
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_BYTES = 4 * 1024 * 1024;
    private static final long ROWS_PER_LINE = 100_000;

    private static final String COLUMNS = """
            SELECT column_name, data_type FROM information_schema.columns
            WHERE table_schema = ? AND table_name = ? AND is_generated = 'NEVER'
            ORDER BY column_name
            """;

    private static final String ARTIFACTS = """
            SELECT workspace_id, job_id, attempt, artifact_id, size_bytes, sha256 FROM artifacts
            WHERE uploaded_at IS NOT NULL
            """;

    private static final String INPUTS =
            "SELECT blob_key, size_bytes, sha256 FROM job_inputs WHERE blob_key IS NOT NULL";

    private static final String VERSION =
            "SELECT version FROM jobgrid_schema_history WHERE success ORDER BY installed_rank DESC";

    private final StoreTables tables;
    private final Connection connection;

    private StoreTransaction(StoreTables tables, Connection connection) {
        this.tables = tables;
        this.connection = connection;
    }

    /** A transaction that sees the store as it is at its first read, whatever others write. Does not block them. */
    public static StoreTransaction reading(StoreTables tables) {
        return begin(tables, transaction -> {
            Connection connection = transaction.connection;
            if (tables.isPostgres()) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            } else {
                // In H2 only this level takes all tables at the first read.
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                transaction.execute("SET LAZY_QUERY_EXECUTION 1"); // else H2 collects all rows of a query first
            }
        });
    }

    /** As {@link #reading}, and blocks writes of others until it is closed, if the database is PostgreSQL. */
    public static StoreTransaction readingAlone(StoreTables tables) {
        StoreTransaction transaction = reading(tables);
        try {
            transaction.lock("SHARE");
            return transaction;
        } catch (RuntimeException e) {
            transaction.close();
            throw e;
        }
    }

    /** A transaction that writes, and blocks everyone else until it is closed, if the database is PostgreSQL. */
    public static StoreTransaction writing(StoreTables tables) {
        return begin(tables, transaction -> transaction.lock("ACCESS EXCLUSIVE"));
    }

    /** A transaction for the mark of a moved store, beside others. */
    public static StoreTransaction marking(StoreTables tables) {
        return begin(tables, transaction -> {});
    }

    /** What a new transaction begins with. */
    @FunctionalInterface
    private interface Beginning {
        void of(StoreTransaction transaction) throws SQLException;
    }

    private static StoreTransaction begin(StoreTables tables, Beginning beginning) {
        Connection connection;
        try {
            connection = tables.database().getConnection();
        } catch (SQLException e) {
            throw Transactions.unreached("copying the store", e);
        }
        StoreTransaction transaction = new StoreTransaction(tables, connection);
        try {
            connection.setAutoCommit(false);
            beginning.of(transaction);
            return transaction;
        } catch (SQLException | RuntimeException e) {
            transaction.close();
            throw e instanceof SQLException sql ? failed(sql) : (RuntimeException) e;
        }
    }

    private static JobGridException failed(SQLException e) {
        return Transactions.failed("copying the store", e);
    }

    private void lock(String mode) {
        if (!tables.isPostgres()) {
            return; // the folder is locked
        }
        try {
            execute("LOCK TABLE store_level, grid_instances, " + String.join(", ", StoreTables.COPIED) + " IN " + mode
                    + " MODE");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(tables.in(sql));
        }
    }

    private List<String> texts(String sql) {
        return plainTexts(tables.in(sql));
    }

    private List<String> plainTexts(String sql) {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return texts;
    }

    /** The version of the tables; empty if there are none. */
    public Optional<String> version() {
        boolean isThere = !plainTexts("SELECT table_name FROM information_schema.tables WHERE table_schema = '"
                        + tables.schema() + "' AND table_name = '" + tables.prefix() + SchemaMigration.HISTORY + "'")
                .isEmpty();
        return isThere ? texts(VERSION).stream().findFirst() : Optional.empty();
    }

    /** The id that the tables hold; empty if it was deleted. */
    public Optional<String> storeId() {
        return texts("SELECT store_id FROM store_identity").stream().findFirst();
    }

    /** Sets the id. */
    public void setStoreId(String id) {
        try {
            execute("DELETE FROM store_identity");
            try (PreparedStatement insert =
                    connection.prepareStatement(tables.in("INSERT INTO store_identity (store_id) VALUES (?)"))) {
                insert.setString(1, id);
                insert.executeUpdate();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Checks that the store was not moved.
     *
     * @throws JobGridException CONFLICT if it was
     */
    public void checkNotMoved() {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        tables.in("SELECT moved_to, moved_at FROM store_identity WHERE moved_to IS NOT NULL"))) {
            if (rows.next()) {
                throw StoreIdentity.moved(
                        rows.getString(1),
                        rows.getObject(2, OffsetDateTime.class).toInstant());
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Marks the store as moved to a place, for people. */
    public void markMoved(String to) {
        try (PreparedStatement update = connection.prepareStatement(
                tables.in("UPDATE store_identity SET moved_to = ?, moved_at = CURRENT_TIMESTAMP"))) {
            update.setString(1, to);
            update.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Takes the mark away; no effect on tables that have no place for it. */
    public void unmarkMoved() {
        try {
            if (columns("store_identity").stream()
                    .anyMatch(column -> column.name().equals("moved_to"))) {
                execute("UPDATE store_identity SET moved_to = NULL, moved_at = NULL");
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Whether the grids' names are this store's, and not those of one that it is a copy of. */
    public boolean ownsNames() {
        return texts("SELECT 'copy' FROM store_identity WHERE names_of <> " + id())
                .isEmpty();
    }

    /** Makes the grids' names this store's, or lets them be another one's. */
    public void ownNames(boolean areOwn) {
        run("UPDATE store_identity SET names_of = " + (areOwn ? id() : "'another'"));
    }

    private String id() {
        return tables.isPostgres() ? StoreIdentity.POSTGRES_ID : StoreIdentity.PLAIN_ID;
    }

    private void run(String sql) {
        try {
            execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The grids whose leases have not expired. */
    public List<String> liveInstances() {
        return texts(
                "SELECT instance_id FROM grid_instances WHERE ended_at IS NULL AND lease_until > CURRENT_TIMESTAMP");
    }

    /** The tables with rows, of those that are copied. */
    public List<String> filledTables() {
        return StoreTables.COPIED.stream()
                .filter(table ->
                        !texts("SELECT 'row' FROM " + table + " LIMIT 1").isEmpty())
                .toList();
    }

    /** Calls a step for the bytes that each row refers to, if it does. */
    public void forEachBlob(BlobStep step) throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED_ROWS);
            try (ResultSet rows = statement.executeQuery(tables.in(ARTIFACTS))) {
                while (rows.next()) {
                    JobRef job = new JobRef(new WorkspaceId(rows.getString(1)), new JobId(rows.getString(2)));
                    BlobKey key = BlobKey.ofArtifact(job, rows.getInt(3), new ArtifactId(rows.getString(4)));
                    step.of(key, new Blob(rows.getLong(5), rows.getString(6)));
                }
            }
            try (ResultSet rows = statement.executeQuery(tables.in(INPUTS))) {
                while (rows.next()) {
                    step.of(new BlobKey(rows.getString(1)), new Blob(rows.getLong(2), rows.getString(3)));
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Takes the key of bytes, and their size and hash by the row. */
    @FunctionalInterface
    public interface BlobStep {
        void of(BlobKey key, Blob expected) throws IOException;
    }

    /**
     * Reads all rows of some tables.
     *
     * @param named their names, as {@link StoreContents} has them
     */
    public StoreContents contents(Collection<String> named) {
        return eachTable(named, (table, hash) -> read(table, columns(table), hash, (columns, values) -> {}));
    }

    /**
     * Copies all rows into another store, whose tables are empty. What PostgreSQL takes in no text is written there as
     * {@link dev.jobgrid.storage.PostgresStorage} writes it.
     *
     * @param progress a line for each table, and for each 100,000 rows of a long one
     * @return what the other store has to hold
     */
    public StoreContents copyTo(StoreTransaction target, Consumer<String> progress) {
        StoreContents copied = eachTable(StoreTables.COPIED, (table, hash) -> {
            List<TableColumn> columns = columns(table);
            if (!columns.equals(target.columns(table))) {
                throw new JobGridException(
                        ErrorCode.CONFLICT,
                        "the table " + table + " has the columns " + names(columns) + " and on the other side "
                                + names(target.columns(table)) + "; open both stores with one release first");
            }
            try (RowInsert insert = target.new RowInsert(table, columns)) {
                read(table, columns, null, (same, values) -> {
                    List<@Nullable Object> written = target.tables.isPostgres() ? storable(values) : values;
                    hash.add(columns, written);
                    insert.add(written);
                    if (hash.rows() % ROWS_PER_LINE == 0) {
                        progress.accept(table + ": " + hash.rows() + " rows");
                    }
                });
                insert.flush();
            }
            progress.accept(table + ": " + hash.rows() + " rows, all");
        });
        target.numberOn();
        return copied;
    }

    /** Gives new jobs numbers behind those that are there. */
    private void numberOn() {
        String last = texts("SELECT COALESCE(MAX(job_number), 0) FROM jobs").get(0);
        run("ALTER SEQUENCE job_numbers RESTART WITH " + (Long.parseLong(last) + 1));
    }

    /** Calls a step for each table, and gathers the hashes. */
    private StoreContents eachTable(Collection<String> named, TableStep step) {
        Map<String, StoreContents.Table> contents = new LinkedHashMap<>();
        try {
            for (String table : named) {
                RowHash hash = new RowHash();
                step.of(table, hash);
                contents.put(table, hash.contents());
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return new StoreContents(version().orElse("none"), contents);
    }

    @FunctionalInterface
    private interface TableStep {
        void of(String table, RowHash hash) throws SQLException;
    }

    @FunctionalInterface
    private interface RowStep {
        void of(List<TableColumn> columns, List<@Nullable Object> values) throws SQLException;
    }

    private void read(String table, List<TableColumn> columns, @Nullable RowHash hash, RowStep step)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED_ROWS);
            try (ResultSet rows = statement.executeQuery(tables.in("SELECT " + names(columns) + " FROM " + table))) {
                while (rows.next()) {
                    List<@Nullable Object> values = new ArrayList<>(columns.size());
                    for (int i = 0; i < columns.size(); i++) {
                        values.add(columns.get(i).kind().read(rows, i + 1));
                    }
                    if (hash != null) {
                        hash.add(columns, values);
                    }
                    step.of(columns, values);
                }
            }
        }
    }

    private static String names(List<TableColumn> columns) {
        return columns.stream().map(TableColumn::name).collect(Collectors.joining(", "));
    }

    private List<TableColumn> columns(String table) throws SQLException {
        List<TableColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, tables.schema());
            statement.setString(2, tables.prefix() + table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(new TableColumn(rows.getString(1), ColumnKind.of(rows.getString(2))));
                }
            }
        }
        return columns;
    }

    /** Texts without what PostgreSQL's UTF-8 lacks: NUL, and halves of surrogate pairs. */
    private static List<@Nullable Object> storable(List<@Nullable Object> values) {
        List<@Nullable Object> storable = new ArrayList<>(values);
        storable.replaceAll(value -> value instanceof String text
                ? new String(NulText.without(text).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                : value);
        return storable;
    }

    /** Inserts rows in batches. */
    private final class RowInsert implements AutoCloseable {
        private final PreparedStatement insert;
        private int rows;
        private long bytes;

        RowInsert(String table, List<TableColumn> columns) throws SQLException {
            String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
            insert = connection.prepareStatement(
                    tables.in("INSERT INTO " + table + " (" + names(columns) + ") VALUES (" + marks + ")"));
        }

        void add(List<@Nullable Object> values) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                insert.setObject(i + 1, value);
                bytes += size(value);
            }
            insert.addBatch();
            rows++;
            if (rows == BATCH_ROWS || bytes > BATCH_BYTES) {
                flush();
            }
        }

        private static int size(@Nullable Object value) {
            if (value instanceof byte[] bytes) {
                return bytes.length;
            }
            return value instanceof String text ? text.length() : Long.BYTES;
        }

        void flush() throws SQLException {
            if (rows > 0) {
                insert.executeBatch();
                if (!tables.isPostgres()) {
                    connection.commit(); // a large transaction is slow in H2, and nobody opens the folder before it is
                    // whole
                }
            }
            rows = 0;
            bytes = 0;
        }

        @Override
        public void close() throws SQLException {
            insert.close();
        }
    }

    /** Commits. */
    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Rolls back what is not committed, and closes the connection. */
    @Override
    public void close() {
        try (connection) {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            System.getLogger(StoreTransaction.class.getName())
                    .log(System.Logger.Level.DEBUG, "a connection of a copy could not be closed", e);
        }
    }
}
