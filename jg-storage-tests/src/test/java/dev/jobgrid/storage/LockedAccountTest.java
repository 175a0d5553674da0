package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.credits.TopUp;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.CreditAudit;
import dev.jobgrid.testkit.JobHistory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caller's transaction that has submitted paying jobs and stays open: its workspace waits for it, and no other. */
class LockedAccountTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Usd PRICE = new Usd(25_000);
    private static final WorkspaceId LOCKED = new WorkspaceId("locked");
    private static final WorkspaceId FREE = new WorkspaceId("free");

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @FunctionalInterface
    private interface Connections {
        Connection open() throws SQLException;
    }

    @Test
    void onH2OtherWorkspacesGoOn() throws Exception {
        try (H2Storage storage = H2Storage.inMemory(folder)) {
            othersGoOn(
                    storage,
                    storage::connection,
                    "SELECT EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL)");
        }
    }

    @Test
    void onPostgresOtherWorkspacesGoOn() throws Exception {
        try (PostgresStorage storage = TestPostgres.emptyStorage("locked", folder)) {
            othersGoOn(
                    storage,
                    () -> TestPostgres.database().getConnection(),
                    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')");
        }
    }

    private void othersGoOn(Storage storage, Connections connections, String isAnyoneWaiting) throws Exception {
        List<Job> waiting = created(storage, LOCKED, 3);
        List<Job> others = created(storage, FREE, 20);
        List<Future<Boolean>> ends;
        Future<Found> submit;
        try (Connection open = connections.open();
                Connection watch = connections.open()) {
            open.setAutoCommit(false);
            assertThat(storage.transactionalJobs()
                            .orElseThrow()
                            .create(List.of(paying(LOCKED, "open")), open)
                            .get(0)
                            .found())
                    .isEqualTo(Found.CREATED);
            ends = waiting.stream()
                    .map(job -> pool.submit(() -> stored(() -> ended(storage, job))))
                    .toList();
            submit = pool.submit(() -> stored(() -> submitted(storage, paying(LOCKED, "late"))));
            Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> isTrue(watch, isAnyoneWaiting));

            for (Job job : others) {
                assertThat(soon(() -> ended(storage, job))).isTrue();
            }
            for (int i = 0; i < 5; i++) {
                NewJob fresh = paying(FREE, "new-" + i);
                assertThat(soon(() -> submitted(storage, fresh))).isEqualTo(Found.CREATED);
            }
            assertThat(ends).noneMatch(Future::isDone);
            assertThat(submit.isDone()).isFalse();
            open.commit();
        }
        for (Future<Boolean> end : ends) {
            assertThat(end.get(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(submit.get(20, TimeUnit.SECONDS)).isEqualTo(Found.CREATED);
        audit(storage, LOCKED, 3 + 2);
        audit(storage, FREE, 20 + 5);
    }

    private static List<Job> created(Storage storage, WorkspaceId workspace, int count) {
        storage.ledger().topUp(new TopUp(workspace, PRICE.times(100), "once", NOW));
        List<NewJob> news = IntStream.range(0, count)
                .mapToObj(i -> paying(workspace, "job-" + i))
                .toList();
        storage.jobs().create(news);
        return news.stream().map(NewJob::job).toList();
    }

    private static NewJob paying(WorkspaceId workspace, String id) {
        Cost cost = Cost.expected(Usd.ZERO, PRICE).holding();
        return JobHistory.created(new JobRef(workspace, new JobId(id)), Stored.leastSpec(), cost, NOW);
    }

    private static boolean ended(Storage storage, Job job) {
        return storage.jobs()
                .apply(Transition.of(job, Trigger.CANCEL, NOW)
                        .cost(job.state().cost().spent(new Usd(1_000)))
                        .event("job.cancelled", "Cancelled", "It was stopped.")
                        .build());
    }

    private static Found submitted(Storage storage, NewJob fresh) {
        return storage.jobs().create(List.of(fresh)).get(0).found();
    }

    /** As whoever follows a run does, who comes again until the store takes it. */
    private static <T> T stored(Callable<T> write) throws Exception {
        while (true) {
            try {
                return write.call();
            } catch (JobGridException e) {
                if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
                    throw e;
                }
            }
        }
    }

    private <T> T soon(Callable<T> write) throws Exception {
        return pool.submit(write).get(20, TimeUnit.SECONDS);
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void audit(Storage storage, WorkspaceId workspace, int jobs) {
        List<Job> stored = storage.jobs().list(new JobQuery(workspace, Optional.empty(), Optional.empty(), 100));
        assertThat(stored).hasSize(jobs);
        CreditAudit.check(storage.ledger(), workspace, stored);
    }
}
