package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.internal.h2.H2Compaction;
import dev.jobgrid.testkit.JobHistory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caller that is interrupted while it waits for a connection, to write for others too. */
class InterruptedLeaderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int CONNECTIONS = 3;

    /** Until the test gives them back, whatever else the machine does. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Connections {
        Connection open() throws SQLException;
    }

    private static NewJob job(String id) {
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), Stored.leastSpec(), NOW);
    }

    @Test
    void onH2AllIsWritten() throws Exception {
        try (H2Storage storage =
                H2Storage.inMemory(folder, new H2Storage.Limits(CONNECTIONS, PATIENCE, H2Compaction.Pace.DEFAULT))) {
            allIsWritten(storage, storage::connection, 1);
        }
    }

    @Test
    void onPostgresAllIsWritten() throws Exception {
        TestPostgres.emptyStorage("interrupted", folder).close();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.url());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(PATIENCE.toMillis());
        try (HikariDataSource pool = new HikariDataSource(config);
                PostgresStorage storage = PostgresStorage.builder()
                        .dataSource(pool)
                        .schema("interrupted")
                        .tablePrefix("jg_")
                        .blobFolder(folder)
                        .open()) {
            allIsWritten(storage, pool::getConnection, 2);
        }
    }

    private static void allIsWritten(Storage storage, Connections connections, int leaders) throws Exception {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(connections.open());
        }
        List<Leader> leading = new ArrayList<>();
        for (int i = 0; i < leaders; i++) {
            Leader leader = new Leader(storage, "leader-" + i);
            // Before the next one comes, which would take this one's write along with its own.
            leader.awaitConnection();
            leading.add(leader);
        }
        List<CompletableFuture<List<Creation>>> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(storage.jobs().createAsync(List.of(job("other-" + i))).toCompletableFuture());
        }

        leading.forEach(Leader::interrupt);
        for (Connection connection : all) {
            connection.close();
        }

        for (Leader leader : leading) {
            assertThat(leader.found()).isEqualTo(Found.CREATED);
            assertThat(leader.isInterrupted())
                    .as("its interrupt is kept for it")
                    .isTrue();
        }
        for (CompletableFuture<List<Creation>> other : others) {
            assertThat(other.get(1, TimeUnit.MINUTES))
                    .extracting(Creation::found)
                    .containsExactly(Found.CREATED);
        }
    }

    /** A caller that leads a commit: nobody else writes when it comes. */
    private static final class Leader {
        private final AtomicReference<Found> found = new AtomicReference<>();
        private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
        private final AtomicBoolean interrupted = new AtomicBoolean();
        private final Thread thread;

        Leader(Storage storage, String id) {
            thread = new Thread(() -> write(storage, id), id);
            thread.start();
        }

        private void write(Storage storage, String id) {
            try {
                found.set(storage.jobs().create(List.of(job(id))).get(0).found());
            } catch (RuntimeException e) {
                failure.set(e);
            }
            interrupted.set(Thread.currentThread().isInterrupted());
        }

        void awaitConnection() {
            await("the leader to wait for a connection")
                    .until(() -> thread.getState() == Thread.State.TIMED_WAITING && isInPool());
        }

        private boolean isInPool() {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(call -> call.getClassName().equals(HikariPool.class.getName()));
        }

        /** Returns once the wait for a connection has ended for it. */
        void interrupt() {
            thread.interrupt();
            await("its wait to end").until(() -> !thread.isAlive() || !thread.isInterrupted());
        }

        Found found() throws InterruptedException {
            thread.join();
            assertThat(failure.get()).isNull();
            return found.get();
        }

        boolean isInterrupted() {
            return interrupted.get();
        }
    }
}
