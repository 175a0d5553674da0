package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.storage.internal.h2.H2Compaction;
import dev.jobgrid.storage.internal.h2.H2File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.h2.api.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of an H2 storage, as a kill at any moment leaves it, has each transaction whole or not at all. */
class H2SnapshotTest {
    private static final int THREADS = 10;
    private static final int TABLES = 6;
    private static final int COMMITS_A_COPY = 400;

    /** No space is used again, so that a copy made while the file grows is what a kill would have left. */
    private static final H2Compaction.Pace PACE = new H2Compaction.Pace(
            Duration.ofMillis(200), Duration.ofHours(1), Long.MAX_VALUE / 8, 1 << 24, Duration.ZERO);

    private static final H2Storage.Limits LIMITS = new H2Storage.Limits(THREADS + 2, Duration.ofSeconds(20), PACE);

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    /** What a query tells of the file as it is now. */
    private long inTheFile(String sql) throws IOException, SQLException {
        Path copy = folder.resolve("copy.mv.db");
        Files.write(copy, Files.readAllBytes(folder.resolve("jobgrid.mv.db")));
        String url = "jdbc:h2:file:" + folder.resolve("copy")
                + H2File.SETTINGS.replace("DB_CLOSE_DELAY=-1", "DB_CLOSE_DELAY=0");
        try (Connection connection = DriverManager.getConnection(url, "jobgrid", "")) {
            return number(connection, sql);
        } finally {
            Files.delete(copy);
        }
    }

    private static void tables(H2Storage storage) throws SQLException {
        try (Connection connection = storage.connection()) {
            execute(connection, "CREATE SCHEMA own");
            for (int table = 0; table < TABLES; table++) {
                execute(connection, "CREATE TABLE own.t" + table + " (id INT PRIMARY KEY, n BIGINT NOT NULL)");
                for (int id = 0; id < THREADS; id++) {
                    execute(connection, "INSERT INTO own.t" + table + " VALUES (" + id + ", 0)");
                }
            }
            execute(connection, "CREATE TABLE own.log (id INT, n BIGINT, PRIMARY KEY (id, n))");
        }
    }

    @Test
    void eachCopyHasTransactionsWhole() throws Exception {
        copyAndLook(8);
    }

    @Test
    @Tag("stress")
    void eachOfManyCopiesHasTransactionsWhole() throws Exception {
        copyAndLook(60);
    }

    private void copyAndLook(int copies) throws Exception {
        StringBuilder torn = new StringBuilder("SELECT COUNT(*) FROM own.t0 WHERE n <> "
                + "(SELECT COALESCE(MAX(n), 0) FROM own.log WHERE log.id = t0.id)");
        for (int table = 1; table < TABLES; table++) {
            torn.append(" OR n <> (SELECT n FROM own.t" + table + " t WHERE t.id = t0.id)");
        }
        try (H2Storage storage = H2Storage.open(folder, LIMITS)) {
            tables(storage);
            for (int copy = 0; copy < copies; copy++) {
                AtomicInteger left = new AtomicInteger(COMMITS_A_COPY);
                List<Future<?>> writers = new ArrayList<>();
                for (int id = 0; id < THREADS; id++) {
                    int own = id;
                    writers.add(pool.submit(() -> writeAll(storage, own, left)));
                }
                Awaitility.await()
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> left.get() < COMMITS_A_COPY / 2);
                assertThat(inTheFile(torn.toString())).as("copy " + copy).isZero();
                for (Future<?> writer : writers) {
                    writer.get(60, TimeUnit.SECONDS);
                }
            }
        }
    }

    private static Void writeAll(H2Storage storage, int id, AtomicInteger left) throws SQLException {
        while (left.getAndDecrement() > 0) {
            try (Connection connection = storage.connection()) {
                connection.setAutoCommit(false);
                for (int table = 0; table < TABLES; table++) {
                    // Not in one order, so that both of two tables are the earlier one for someone.
                    execute(connection, "UPDATE own.t" + (table + id) % TABLES + " SET n = n + 1 WHERE id = " + id);
                }
                execute(connection, "INSERT INTO own.log SELECT id, n FROM own.t0 WHERE id = " + id);
                connection.commit();
            }
        }
        return null;
    }

    /** Commits in one of the ways that there are. */
    @FunctionalInterface
    private interface Commit {
        void by(Connection connection) throws SQLException;
    }

    @Test
    void whateverCommitsIsInTheFileWhenItReturns() throws Exception {
        try (H2Storage storage = H2Storage.open(folder, LIMITS)) {
            tables(storage);
            List<Commit> ways = List.of(
                    connection -> execute(connection, "INSERT INTO own.log VALUES (0, 1)"),
                    connection -> number(connection, "SELECT id FROM FINAL TABLE (INSERT INTO own.log VALUES (0, 2))"),
                    connection -> {
                        try (PreparedStatement insert =
                                connection.prepareStatement("INSERT INTO own.log VALUES (0, 3)")) {
                            assertThat(insert.executeLargeUpdate()).isEqualTo(1);
                        }
                    },
                    connection -> {
                        try (Statement batch = connection.createStatement()) {
                            batch.addBatch("INSERT INTO own.log VALUES (0, 4)");
                            assertThat(batch.executeBatch()).containsExactly(1);
                        }
                    },
                    connection -> {
                        try (Statement statement = connection.createStatement(
                                        ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
                                ResultSet rows = statement.executeQuery("SELECT id, n FROM own.log")) {
                            rows.moveToInsertRow();
                            rows.updateInt(1, 0);
                            rows.updateLong(2, 5);
                            rows.insertRow();
                        }
                    },
                    inTransaction(6, Connection::commit),
                    inTransaction(7, connection -> connection.setAutoCommit(true)),
                    inTransaction(
                            8,
                            connection -> connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ)),
                    inTransaction(9, connection -> execute(connection, "COMMIT")),
                    inTransaction(10, connection -> execute(connection, "CREATE TABLE own.more (id INT)")));
            for (int i = 0; i < ways.size(); i++) {
                try (Connection connection = storage.connection()) {
                    ways.get(i).by(connection);
                    assertThat(inTheFile("SELECT COUNT(*) FROM own.log"))
                            .as("way " + i)
                            .isEqualTo(i + 1);
                }
            }
            try (Connection connection = storage.connection();
                    Statement statement = connection.createStatement()) {
                assertThat(statement.execute("CHECKPOINT SYNC")).isFalse();
            }
        }
    }

    private static Commit inTransaction(int n, Commit commit) {
        return connection -> {
            connection.setAutoCommit(false);
            execute(connection, "INSERT INTO own.log VALUES (0, " + n + ")");
            commit.by(connection);
        };
    }

    @Test
    void whoeverWaitsForALockedRowHoldsUpNoOtherCommit() throws Exception {
        try (H2Storage storage = H2Storage.open(folder, LIMITS);
                Connection open = storage.connection();
                Connection late = storage.connection();
                Connection other = storage.connection()) {
            tables(storage);
            open.setAutoCommit(false);
            execute(open, "UPDATE own.t0 SET n = 7 WHERE id = 0");
            execute(late, "SET LOCK_TIMEOUT 3000");
            late.setAutoCommit(false);
            execute(late, "UPDATE own.t1 SET n = 8 WHERE id = 0");
            Future<?> waits = pool.submit(() -> {
                execute(late, "UPDATE own.t0 SET n = 8 WHERE id = 0");
                return null;
            });
            Awaitility.await()
                    .until(() -> number(
                                    other,
                                    "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL")
                            == 1);

            for (int n = 1; n <= 20; n++) {
                execute(other, "INSERT INTO own.log VALUES (1, " + n + ")");
            }
            assertThat(waits.isDone()).isFalse();
            assertThat(inTheFile("SELECT (SELECT COUNT(*) FROM own.log) * 100 + (SELECT SUM(n) FROM own.t0)"
                            + " + (SELECT SUM(n) FROM own.t1)"))
                    .isEqualTo(2_000);

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waits.get(20, TimeUnit.SECONDS))
                    .havingCause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT_1));
            late.commit();
            open.commit();
            assertThat(inTheFile("SELECT n FROM own.t0 WHERE id = 0")).isEqualTo(7);
            assertThat(inTheFile("SELECT n FROM own.t1 WHERE id = 0")).isEqualTo(8);
        }
    }

    @Test
    void whoeverWaitsForALockedTableHoldsUpNoOtherCommit() throws Exception {
        try (H2Storage storage = H2Storage.open(folder, LIMITS);
                Connection open = storage.connection();
                Connection other = storage.connection()) {
            tables(storage);
            open.setAutoCommit(false);
            execute(open, "UPDATE own.t0 SET n = 7 WHERE id = 0");
            Future<?> waits = pool.submit(() -> {
                try (Connection defines = storage.connection()) {
                    execute(defines, "ALTER TABLE own.t0 ADD COLUMN more INT");
                }
                return null;
            });
            for (int n = 1; n <= 20; n++) {
                execute(other, "INSERT INTO own.log VALUES (1, " + n + ")");
            }
            open.commit();
            waits.get(20, TimeUnit.SECONDS);
            assertThat(inTheFile("SELECT COUNT(more) + SUM(n) FROM own.t0")).isEqualTo(7);
        }
    }

    @Test
    void aCommitOfAnInterruptedThreadIsInTheFileAndTheThreadStaysInterrupted() throws Exception {
        try (H2Storage storage = H2Storage.open(folder, LIMITS);
                Connection connection = storage.connection()) {
            tables(storage);
            Thread.currentThread().interrupt();
            execute(connection, "INSERT INTO own.log VALUES (0, 1)");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(inTheFile("SELECT COUNT(*) FROM own.log")).isEqualTo(1);
        }
    }

    @Test
    void whatWasCommittedWhenTheStorageClosesIsThereAfterwards() throws Exception {
        AtomicInteger committed = new AtomicInteger();
        // So long those wait whom the end finds without a connection.
        H2Storage storage = H2Storage.open(folder, new H2Storage.Limits(THREADS + 2, Duration.ofSeconds(2), PACE));
        tables(storage);
        List<Future<?>> writers = new ArrayList<>();
        for (int id = 0; id < THREADS; id++) {
            int own = id;
            writers.add(pool.submit(() -> {
                for (int n = 1; ; n++) {
                    try (Connection connection = storage.connection()) {
                        execute(connection, "INSERT INTO own.log VALUES (" + own + ", " + n + ")");
                        committed.incrementAndGet();
                    } catch (SQLException closed) {
                        return null;
                    }
                }
            }));
        }
        Awaitility.await().until(() -> committed.get() > 200);
        storage.close();
        for (Future<?> writer : writers) {
            writer.get(60, TimeUnit.SECONDS);
        }
        assertThat(inTheFile("SELECT COUNT(*) FROM own.log")).isGreaterThanOrEqualTo(committed.get());
    }
}
