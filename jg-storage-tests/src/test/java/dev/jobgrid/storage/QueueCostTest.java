package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.storage.internal.jobs.QueueReading;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What looks at the queue and the steps of a job cost PostgreSQL, by its own counts: the bounds are the same for a short queue and
 * a long one, whatever the planner knows of the tables. The figures stand in {@code target/queue-costs.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueCostTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant FIRST_TURN = Instant.parse("2026-03-01T00:00:00Z");
    private static final InstanceId ME = new InstanceId("me");
    private static final List<String> TABLES = List.of(
            "queue_cost.jg_jobs", "queue_cost.jg_job_state", "queue_cost.jg_job_queue", "queue_cost.jg_job_ends");
    private static final int PAGE = 32;
    private static final int FINISHED = 50_000;
    private static final int COUNTED = 10_000;

    private final List<String> costs = new ArrayList<>(List.of(
            "| statistics | queued | workspaces | what | statements | rows | pages |",
            "|---|--:|--:|---|--:|--:|--:|"));
    private final List<String> tooMuch = new ArrayList<>();
    private HikariDataSource pool;
    private JdbiStores stores;
    private String spec = "";
    private String state = "";
    private String shape = "";
    private int created;

    @TempDir
    private static Path folder;

    /**
     * What one call cost, or may at most.
     *
     * @param pages of tables and indexes that were looked at
     */
    private record Cost(long statements, long rows, long pages) {
        boolean isWithin(Cost bound) {
            return statements <= bound.statements && rows <= bound.rows && pages <= bound.pages;
        }
    }

    @BeforeAll
    void open() throws SQLException {
        TestPostgres.emptyStorage("queue_cost", folder).close();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.url());
        config.setMaximumPoolSize(1);
        config.setConnectionInitSql(PostgresStorageBuilder.INDEXES_ONLY);
        pool = new HikariDataSource(config);
        TableNames names = TableNames.in("queue_cost", "jg_");
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(names);
        stores = JdbiStores.postgres(jdbi, pool, new StoreConnections(pool), names);
        TestPostgres.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        // Only the test says when rows are counted; and what is written here need not survive a crash.
        for (String table : TABLES) {
            TestPostgres.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = off)");
            TestPostgres.execute("ALTER TABLE " + table + " SET UNLOGGED");
        }
        Job model = submit("model");
        shape = model.turn().shape();
        try (Connection connection = TestPostgres.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT spec, state FROM queue_cost.jg_jobs JOIN queue_cost.jg_job_state USING (job_number)")) {
            assertThat(row.next()).isTrue();
            spec = row.getString("spec");
            state = row.getString("state");
        }
    }

    @AfterAll
    void close() throws IOException {
        pool.close();
        Files.write(Path.of("target", "queue-costs.md"), costs);
    }

    @Test
    void costsDoNotGrowWithTheQueueWhenItsRowsWereNeverCounted() throws SQLException {
        costsDoNotGrow("none", () -> {});
    }

    @Test
    void costsDoNotGrowWithTheQueueWhenItWasEmptyAsItsRowsWereCounted() throws SQLException {
        costsDoNotGrow("of an empty table", () -> TestPostgres.execute("VACUUM ANALYZE " + String.join(", ", TABLES)));
    }

    @Test
    void costsDoNotGrowWithTheQueueWhenOnlyFinishedJobsWereCounted() throws SQLException {
        costsDoNotGrow("of finished jobs", () -> {
            insert("COMPLETED", FINISHED, 1);
            TestPostgres.execute("VACUUM ANALYZE " + String.join(", ", TABLES));
        });
    }

    @Test
    void costsDoNotGrowWithTheQueueWhenItWasJustCounted() throws SQLException {
        for (int workspaces : List.of(1, 1_000)) {
            for (int queued : List.of(100, 10_000, 100_000)) {
                empty();
                insert("QUEUED", queued, workspaces);
                TestPostgres.execute("VACUUM ANALYZE " + String.join(", ", TABLES));
                measure("fresh", queued, workspaces);
            }
        }
        assertThat(tooMuch).isEmpty();
    }

    private interface Sql {
        void run() throws SQLException;
    }

    private void costsDoNotGrow(String statistics, Sql count) throws SQLException {
        for (int workspaces : List.of(1, 1_000)) {
            empty();
            count.run();
            int there = 0;
            for (int queued : List.of(100, 10_000, 100_000)) {
                insert("QUEUED", queued - there, workspaces);
                there = queued;
                measure(statistics, queued, workspaces);
            }
        }
        assertThat(tooMuch).isEmpty();
    }

    /** As a night's batch leaves it until the next vacuum: entries of jobs that are not queued any more before the head. */
    @Test
    void entriesOfJobsThatAreGoneArePassedOnce() throws SQLException {
        empty();
        insert("QUEUED", FINISHED, 1);
        TestPostgres.execute("DELETE FROM queue_cost.jg_job_queue");
        insert("QUEUED", 100, 1);
        arePassedOnce("look at all lanes", this::look);
        arePassedOnce("census", this::census);
        int first = created - 100;
        Job head = JobHistory.created(
                        new JobRef(workspace(0), new JobId("job-" + first)),
                        Stored.leastSpec(),
                        FIRST_TURN.plus(first, ChronoUnit.MICROS))
                .job();
        Cost continued = cost(() -> assertThat(stores.jobs().queued(QueueQuery.startingAt(head, NOW, PAGE)))
                .hasSize(1));
        say("none, " + FINISHED + " dead entries before the head", 100, 1, "look from a job on", continued);
        assertThat(continued.isWithin(new Cost(1, PAGE, 14L * PAGE)))
                .as("look from a job on: %s", continued)
                .isTrue();
    }

    private void arePassedOnce(String what, Runnable call) {
        // Finds them gone, and marks their entries.
        call.run();

        Cost cost = cost(call);

        say("none, " + FINISHED + " dead entries before the head", 100, 1, what, cost);
        // A page of the index has two hundred entries or so.
        assertThat(cost.pages()).as(what).isLessThan(FINISHED / 50);
    }

    private void measure(String statistics, int queued, int workspaces) {
        WorkspaceId some = workspace((created - 1) % workspaces);
        // A look takes a statement for each lane that may have more, and the last is read twice. A job is an entry of
        // the
        // queue's index, and three look-ups by number.
        Cost look = new Cost(2 * PAGE, 4L * PAGE * PAGE, 14L * PAGE * PAGE);
        check(statistics, queued, workspaces, "look at all lanes", look, this::look);
        check(statistics, queued, workspaces, "look at a workspace", new Cost(2, 4L * PAGE, 14L * PAGE), () -> {
            QueueQuery.From from = new QueueQuery.From(some, Optional.empty());
            assertThat(stores.jobs().queued(new QueueQuery(NOW, 1, PAGE, Optional.of(from))))
                    .hasSize(1);
        });
        check(
                statistics,
                queued,
                workspaces,
                "who waits",
                new Cost(PAGE, 2L * PAGE * PAGE, 2_500),
                () -> assertThat(stores.jobs().waiting(Optional.empty(), PAGE)).isNotEmpty());
        check(
                statistics,
                queued,
                workspaces,
                "list queued",
                new Cost(1, 2L * PAGE, 14L * PAGE),
                () -> assertThat(stores.jobs()
                                .list(new JobQuery(some, Optional.of(JobStatus.QUEUED), Optional.empty(), PAGE)))
                        .isNotEmpty());
        // A count for each status that is not over, and the job that waits longest.
        check(statistics, queued, workspaces, "census", new Cost(5, 5, 100), this::census);
        // A page of the heap holds four jobs or so, and is looked at unless a vacuum has passed it.
        check(statistics, queued, workspaces, "count of the queue", new Cost(1, 1, 4_000), this::count);
        Cost step = new Cost(1, 4, 120);
        List<Job> job = new ArrayList<>();
        // Four inserts and a notification, which the driver sends together.
        check(statistics, queued, workspaces, "submit", new Cost(6, 6, 120), () -> job.add(submit("job-" + created++)));
        check(
                statistics,
                queued,
                workspaces,
                "find",
                step,
                () -> assertThat(stores.jobs().find(job.get(0).ref())).isPresent());
        check(statistics, queued, workspaces, "place", step, () -> apply(job, place(job.get(0))));
        check(statistics, queued, workspaces, "end", step, () -> apply(job, cancel(job.get(0))));
        job.set(0, submit("job-" + created++));
        // Whose number is known then, as above.
        assertThat(stores.jobs().find(job.get(0).ref())).isPresent();
        check(statistics, queued, workspaces, "place a launch plan", step, () -> apply(job, hold(job.get(0))));
        check(statistics, queued, workspaces, "go of a launch plan", step, () -> apply(job, go(job.get(0))));
        apply(job, released(job.get(0)));
    }

    @Test
    void looksCostTheSameBesideAThousandLaunchPlans() throws SQLException {
        empty();
        // Enough that the plans add no level to an index.
        insert("COMPLETED", FINISHED, 1);
        insert("QUEUED", 100, 1);
        TestPostgres.execute("VACUUM ANALYZE " + String.join(", ", TABLES));
        Cost before = cost(this::look);

        List<NewJob> plans = IntStream.range(0, 1_000)
                .mapToObj(i ->
                        JobHistory.created(new JobRef(workspace(0), new JobId("plan-" + i)), Stored.leastSpec(), NOW))
                .toList();
        List<Transition> places = stores.jobs().create(plans).stream()
                .map(made -> hold(made.job()))
                .toList();
        assertThat(stores.jobs().applyAll(places)).doesNotContain(false);
        TestPostgres.execute("VACUUM ANALYZE " + String.join(", ", TABLES));

        Cost after = cost(this::look);
        say("fresh, beside 1,000 launch plans", 100, 1, "look at all lanes", after);
        assertThat(after.statements()).isEqualTo(before.statements());
        assertThat(after.rows()).isEqualTo(before.rows());
        assertThat(after.pages()).isLessThanOrEqualTo(before.pages() + before.pages() / 10);
        TestPostgres.execute("TRUNCATE queue_cost.jg_device_holds");
    }

    private void check(String statistics, int queued, int workspaces, String what, Cost bound, Runnable call) {
        Cost cost = cost(call);
        say(statistics, queued, workspaces, what, cost);
        if (!cost.isWithin(bound)) {
            tooMuch.add(costs.get(costs.size() - 1) + " more than " + bound);
        }
    }

    private void say(String statistics, int queued, int workspaces, String what, Cost cost) {
        costs.add("| %s | %,d | %,d | %s | %,d | %,d | %,d |"
                .formatted(statistics, queued, workspaces, what, cost.statements(), cost.rows(), cost.pages()));
    }

    private static Cost cost(Runnable call) {
        TestPostgres.execute("SELECT pg_stat_statements_reset()");
        call.run();
        try (Connection connection = TestPostgres.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet sums = statement.executeQuery("""
                        SELECT sum(calls), sum(rows), sum(shared_blks_hit + shared_blks_read) FROM pg_stat_statements
                        WHERE query LIKE '%queue_cost%' AND toplevel
                        """)) {
            assertThat(sums.next()).isTrue();
            return new Cost(sums.getLong(1), sums.getLong(2), sums.getLong(3));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void look() {
        List<QueuedLane> lanes = stores.jobs().queued(QueueQuery.all(NOW, PAGE, PAGE));
        assertThat(lanes).isNotEmpty();
    }

    private void census() {
        assertThat(stores.admission().census(1).oldestQueued()).isPresent();
    }

    private void count() {
        assertThat(stores.admission().queued(COUNTED)).isPositive();
    }

    private Job submit(String id) {
        NewJob job = JobHistory.created(new JobRef(workspace(0), new JobId(id)), Stored.leastSpec(), NOW);
        return stores.jobs().create(List.of(job)).get(0).job();
    }

    private void apply(List<Job> job, Transition step) {
        assertThat(stores.jobs().apply(step)).isTrue();
        job.set(0, step.after());
    }

    private static Transition place(Job job) {
        GpuModel gpu = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        Placement place = new Placement(
                "process",
                new NodeName("beside " + job.ref()),
                List.of("gpu-0"),
                gpu,
                true,
                "",
                Usd.ZERO,
                List.of(),
                "the only one");
        return Transition.of(job, Trigger.ASSIGN, NOW)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(ME, place))
                .event("job.assigned", "Assigned", "It has a place.")
                .build();
    }

    /** A launch plan with its place. */
    private static Transition hold(Job job) {
        Transition placing = place(job);
        LaunchHold hold = LaunchHold.waiting(Duration.ofMinutes(5), NOW).held(NOW);
        return Transition.of(job, Trigger.ASSIGN, NOW)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(placing.after().attempt())
                .launchPlan(hold)
                .event("job.assigned", "Assigned", "It has a place.")
                .event("launch_plan.held", "Held", "It is held.")
                .build();
    }

    private static Transition go(Job held) {
        return Transition.of(held, NOW)
                .launchPlan(held.state().hold().orElseThrow().ended(LaunchHold.Stage.LAUNCHED, NOW))
                .event("launch_plan.launched", "Launched", "It starts.")
                .build();
    }

    private static Transition released(Job launched) {
        return Transition.of(launched, Trigger.CANCEL, NOW)
                .releasingAllocation(true)
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }

    private static Transition cancel(Job job) {
        return Transition.of(job, Trigger.CANCEL, NOW)
                .reason("no longer wanted")
                .event("job.cancelled", "Cancelled", "It was stopped.")
                .build();
    }

    private static WorkspaceId workspace(int number) {
        return new WorkspaceId("w-%04d".formatted(number));
    }

    private static void empty() {
        // Counts of rows are gone with the table's contents.
        TestPostgres.execute("TRUNCATE " + String.join(", ", TABLES));
        for (String table : TABLES) {
            TestPostgres.execute(
                    "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE oid = '" + table + "'::regclass");
            TestPostgres.execute("DELETE FROM pg_statistic WHERE starelid = '" + table + "'::regclass");
        }
    }

    private void insert(String status, int count, int workspaces) throws SQLException {
        List<String> ids = new ArrayList<>();
        List<String> lanes = new ArrayList<>();
        for (WorkspaceId workspace : IntStream.range(0, workspaces)
                .mapToObj(QueueCostTest::workspace)
                .toList()) {
            ids.add(workspace.value());
            lanes.add(QueueReading.key(new Lane(workspace, shape)));
        }
        String list = status.equals("QUEUED") ? """
                    INSERT INTO queue_cost.jg_job_queue (job_number, workspace_id, job_id, lane, turn_at, created_at, queued_at,
                                                         listed_in)
                    SELECT number, workspace_id, job_id, lane, at, at, at, workspace_id FROM made
                    """ : """
                    INSERT INTO queue_cost.jg_job_ends (status, workspace_id, created_at, job_id, job_number)
                    SELECT 'COMPLETED', workspace_id, at, job_id, number FROM made
                    """;
        try (Connection connection = TestPostgres.database().getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        WITH made AS (
                            SELECT 1000000 + n AS number, w.id AS workspace_id, 'job-' || n AS job_id, w.lane, t.at
                            FROM generate_series(?::int, ?::int) AS n
                            CROSS JOIN LATERAL (SELECT TIMESTAMPTZ '%s' + n * INTERVAL '1 microsecond' AS at) AS t
                            JOIN unnest(?::text[], ?::text[]) WITH ORDINALITY AS w (id, lane, number)
                                ON w.number = n %% ?::int + 1
                            ORDER BY n
                        ), jobs AS (
                            INSERT INTO queue_cost.jg_jobs (job_number, workspace_id, job_id, created_at, held_micros, spec)
                            SELECT number, workspace_id, job_id, at, 0, ? FROM made
                        ), states AS (
                            INSERT INTO queue_cost.jg_job_state (job_number, status, version, updated_at, state)
                            SELECT number, ?, 1, at, ? FROM made
                        )
                        """.formatted(FIRST_TURN) + list)) {
            insert.setInt(1, created);
            insert.setInt(2, created + count - 1);
            insert.setArray(3, connection.createArrayOf("text", ids.toArray()));
            insert.setArray(4, connection.createArrayOf("text", lanes.toArray()));
            insert.setInt(5, workspaces);
            insert.setString(6, spec);
            insert.setString(7, status);
            insert.setString(8, state);
            assertThat(insert.executeUpdate()).isEqualTo(count);
        }
        created += count;
    }
}
