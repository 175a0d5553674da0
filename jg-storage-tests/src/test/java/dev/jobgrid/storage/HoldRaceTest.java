package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.ForgottenAllocation;
import dev.jobgrid.spi.store.Instance;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two grids that are at one hold. */
class HoldRaceTest {
    private static final RunKey RUN = new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId("job-1")), 1);

    private static final Instance.Node NODE =
            new Instance.Node("docker", new GpuNode(new NodeName("n"), "", List.of(), 0, true));
    private static final Duration LEASE = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void aHoldThatIsBeingTakenOverIsNotGivenBackByWhoHadIt() throws Exception {
        InstanceId first = InstanceId.random();
        InstanceId second = InstanceId.random();
        try (PostgresStorage storage = TestPostgres.emptyStorage("holds", folder);
                Connection taking = TestPostgres.database().getConnection()) {
            // As often as it takes until the statement is planned for good.
            for (int i = 0; i < 12; i++) {
                insert(taking, first);
                taking.setAutoCommit(false);
                execute(taking, "UPDATE holds.jg_device_holds SET instance_id = ?", second);
                CompletableFuture<Boolean> released =
                        inOwnThread(() -> storage.holds().release(RUN, first));
                Awaitility.await().until(HoldRaceTest::isAnyoneWaiting);
                taking.commit();
                taking.setAutoCommit(true);

                assertThat(released.get(10, TimeUnit.SECONDS)).isFalse();
                assertThat(storage.holds().list()).extracting(Allocation::owner).containsExactly(second);
                assertThat(storage.holds().release(RUN, second)).isTrue();
                assertThat(storage.holds().list()).isEmpty();
            }
        }
    }

    @Test
    void whatAGridHasBegunToReachMeanwhileIsNotForgotten() throws Exception {
        InstanceId gone = InstanceId.random();
        InstanceId back = InstanceId.random();
        try (PostgresStorage storage = TestPostgres.emptyStorage("holds", folder);
                Connection holding = TestPostgres.database().getConnection()) {
            insert(holding, gone);
            Allocation hold = storage.holds().list().get(0);
            holding.setAutoCommit(false);
            holding.createStatement().executeQuery("SELECT * FROM holds.jg_device_holds FOR UPDATE");
            CompletableFuture<Boolean> forgotten =
                    inOwnThread(() -> storage.holds().forget(new ForgottenAllocation(hold, Optional.empty())));
            Awaitility.await().until(HoldRaceTest::isAnyoneWaiting);
            storage.instances().join(new Instance(back, List.of(NODE)), LEASE);
            holding.commit();

            assertThat(forgotten.get(1, TimeUnit.MINUTES)).isFalse();
            assertThat(storage.holds().list()).containsExactly(hold);
        }
    }

    /** From when it is seen that nobody is there to the commit: whoever comes then finds nothing held. */
    @Test
    void aGridThatBeginsToReachSomethingWaitsForWhoForgets() throws Exception {
        Instance self = new Instance(InstanceId.random(), List.of());
        try (PostgresStorage storage = TestPostgres.emptyStorage("holds", folder);
                Connection holding = TestPostgres.database().getConnection()) {
            storage.instances().join(self, LEASE);
            insert(holding, InstanceId.random());
            Allocation hold = storage.holds().list().get(0);
            holding.setAutoCommit(false);
            holding.createStatement().execute("LOCK TABLE holds.jg_grid_nodes");
            CompletableFuture<Boolean> forgotten =
                    inOwnThread(() -> storage.holds().forget(new ForgottenAllocation(hold, Optional.empty())));
            Awaitility.await().until(() -> isAnyoneWaiting("= 'relation'"));

            CompletableFuture<List<Allocation>> found = inOwnThread(() -> {
                storage.instances().renew(new Instance(self.id(), List.of(NODE)), LEASE);
                return storage.holds().list();
            });
            Awaitility.await().until(() -> isAnyoneWaiting("<> 'relation'"));
            assertThat(storage.instances().renew(self, LEASE))
                    .as("a lease, with the nodes of before")
                    .isTrue();
            holding.commit();

            assertThat(forgotten.get(1, TimeUnit.MINUTES)).isTrue();
            assertThat(found.get(1, TimeUnit.MINUTES)).isEmpty();
        }
    }

    /** The pool that all share may have one thread, and two of these wait for each other. */
    private static <T> CompletableFuture<T> inOwnThread(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> new Thread(task).start());
    }

    private static void insert(Connection connection, InstanceId owner) throws SQLException {
        TestPostgres.execute(
                "INSERT INTO holds.jg_jobs (job_number, workspace_id, job_id, created_at, held_micros, spec)"
                        + " VALUES (1, 'default', 'job-1', CURRENT_TIMESTAMP, 0, '') ON CONFLICT DO NOTHING");
        execute(
                connection,
                "INSERT INTO holds.jg_device_holds (executor, node_id, device_id, job_number, workspace_id, job_id, attempt,"
                        + " created_at, instance_id)"
                        + " VALUES ('docker', 'n', 'gpu0', 1, 'default', 'job-1', 1, CURRENT_TIMESTAMP, ?)",
                owner);
    }

    private static void execute(Connection connection, String sql, InstanceId owner) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, owner.value());
            statement.executeUpdate();
        }
    }

    private static boolean isAnyoneWaiting() throws SQLException {
        return isAnyoneWaiting("IS NOT NULL");
    }

    /** Whether a session waits for such a kind of lock. */
    private static boolean isAnyoneWaiting(String kind) throws SQLException {
        try (Connection connection = TestPostgres.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM pg_stat_activity"
                        + " WHERE wait_event_type = 'Lock' AND wait_event " + kind + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
