package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.api.Trigger;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollback takes nothing from transactions that have committed. */
class H2RollbackTest {
    private static final int THREADS = 12;

    @TempDir
    private Path folder;

    /** Counts how often a row gets its old value, and tries to write a new version of the file at the first time. */
    public static final class Restored implements Trigger {
        private static final AtomicInteger TIMES = new AtomicInteger();

        @Override
        public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
            if (TIMES.getAndIncrement() == 0) {
                CompletableFuture.runAsync(file(connection)::tryCommit, work -> new Thread(work).start())
                        .join();
            }
        }
    }

    private static MVStore file(Connection connection) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase().getStore().getMvStore();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void tables(H2Storage storage) throws SQLException {
        try (Connection connection = storage.connection()) {
            execute(connection, "CREATE SCHEMA own");
            execute(connection, "CREATE TABLE own.counts (id INT PRIMARY KEY, n BIGINT NOT NULL)");
            execute(connection, "INSERT INTO own.counts VALUES (0, 0), (1, 0)");
        }
    }

    @Test
    void eachRowGetsItsOldValueOnceThoughTheFileIsToGetANewVersion() throws Exception {
        try (H2Storage storage = H2Storage.open(folder)) {
            tables(storage);
            try (Connection connection = storage.connection()) {
                execute(
                        connection,
                        "CREATE TRIGGER own.restored AFTER UPDATE, ROLLBACK ON own.counts FOR EACH ROW CALL '"
                                + Restored.class.getName() + "'");
                connection.setAutoCommit(false);
                execute(connection, "UPDATE own.counts SET n = 7 WHERE id = 0");
                Restored.TIMES.set(0); // the update counts too
                connection.rollback();
                assertThat(Restored.TIMES).hasValue(1);

                execute(connection, "UPDATE own.counts SET n = 8 WHERE id = 0");
                Restored.TIMES.set(0);
            }
            assertThat(Restored.TIMES).as("by the pool").hasValue(1);
        }
    }

    @Test
    void whatCannotBeRolledBackFailsAsItDoes() throws Exception {
        try (H2Storage storage = H2Storage.open(folder);
                Connection connection = storage.connection()) {
            tables(storage);
            connection.setAutoCommit(false);
            execute(connection, "UPDATE own.counts SET n = 7 WHERE id = 0");
            Savepoint before = connection.setSavepoint();
            execute(connection, "UPDATE own.counts SET n = 8 WHERE id = 0");
            connection.rollback(before);
            connection.releaseSavepoint(before);

            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connection.rollback(before));

            connection.commit();
            assertThat(count(connection, 0)).isEqualTo(7);
        }
    }

    @Test
    @Tag("stress")
    void rollbacksOfManyLoseNoCommit() throws Exception {
        try (H2Storage storage = H2Storage.open(folder)) {
            tables(storage);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            long committed = 0;
            try {
                List<Future<Integer>> all = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(i);
                    all.add(threads.submit(() -> countUp(storage, random)));
                }
                for (Future<Integer> each : all) {
                    committed += each.get();
                }
            } finally {
                threads.shutdownNow();
            }
            try (Connection connection = storage.connection()) {
                assertThat(count(connection, 0) + count(connection, 1)).isEqualTo(committed);
            }
        }
    }

    private static int countUp(H2Storage storage, Random random) throws SQLException {
        int committed = 0;
        for (int i = 0; i < 2_000; i++) {
            try (Connection connection = storage.connection()) {
                connection.setAutoCommit(false);
                execute(connection, "UPDATE own.counts SET n = n + 1 WHERE id = " + random.nextInt(2));
                if (random.nextInt(5) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed++;
                }
            }
        }
        return committed;
    }

    private static long count(Connection connection, int id) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement("SELECT n FROM own.counts WHERE id = " + id);
                ResultSet row = read.executeQuery()) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }
}
