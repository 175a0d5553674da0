package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.storage.internal.postgres.PostgresJobSql;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How PostgreSQL goes about the statements: by indexes alone, and with plans that it keeps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresPlansTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int JOBS = 3_000;

    /** The look-up by keys, whose kept plan is looked at. */
    private static final String LOOK_UP = "SELECT k.place";

    private HikariDataSource pool;
    private RecordedStatements statements;
    private Jdbi jdbi;
    private JdbiStores stores;

    @TempDir
    private static Path folder;

    @BeforeAll
    void fill() {
        TestPostgres.emptyStorage("plans", folder).close();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.url() + "&prepareThreshold=1");
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
        statements = new RecordedStatements(pool);
        jdbi = Jdbi.create(statements.database());
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TableNames.in("plans", "jg_"));
        StoreConnections connections = new StoreConnections(statements.database());
        stores = JdbiStores.postgres(jdbi, pool, connections, TableNames.in("plans", "jg_"));
    }

    @AfterAll
    void close() {
        pool.close();
    }

    private static NewJob job(int number) {
        Instant created = number % 2 == 0 ? NOW : NOW.plusSeconds(number - JOBS / 2);
        return JobHistory.created(
                new JobRef(WorkspaceId.DEFAULT, new JobId("job-" + number)), Stored.leastSpec(), created);
    }

    @Test
    void writesArePlannedOnceAndReadByIndexesAlone() throws SQLException {
        // While the tables are small, which is when a plan that reads them whole would look good.
        for (int i = 0; i < 20; i++) {
            NewJob fresh = job(i);
            stores.jobs().create(List.of(fresh));
            stores.jobs()
                    .apply(Transition.of(fresh.job(), NOW)
                            .event("job.note", "Note", "noted")
                            .build());
        }
        for (int i = 0; i < 20; i++) {
            assertThat(stores.jobs().find(job(i).job().ref())).isPresent();
        }
        List<String> plans = jdbi.withHandle(
                handle -> handle.createQuery("""
                        SELECT generic_plans || ' kept, ' || custom_plans || ' for one call' FROM pg_prepared_statements
                        WHERE statement ~ '^[[:space:]]*(INSERT INTO|WITH stored|SELECT k.place)'
                            AND generic_plans > custom_plans
                        """).mapTo(String.class).list());
        assertThat(plans)
                .as("four inserts, a change and a look-up keep their plans")
                .hasSize(6);

        stores.jobs()
                .create(IntStream.range(20, JOBS)
                        .mapToObj(PostgresPlansTest::job)
                        .toList());
        JobRef talks = job(0).job().ref();
        for (int i = 1; i <= 300; i++) {
            LogLine line = new LogLine(i, LogStream.STDOUT, NOW, "line " + i, false);
            stores.logs().append(new LogChunk(new RunKey(talks, 1), i - 1, List.of(line), ""));
        }
        TestPostgres.execute("ANALYZE");
        statements.clear();

        for (Optional<JobStatus> status : List.of(Optional.<JobStatus>empty(), Optional.of(JobStatus.QUEUED))) {
            for (Optional<JobQuery.Cursor> after : List.of(
                    Optional.<JobQuery.Cursor>empty(), Optional.of(new JobQuery.Cursor(NOW, new JobId("job-2"))))) {
                stores.jobs().list(new JobQuery(WorkspaceId.DEFAULT, status, after, 20));
            }
        }
        stores.jobs().queued(QueueQuery.all(NOW.plus(Duration.ofDays(1)), 5, 20));
        QueueQuery.From from = new QueueQuery.From(WorkspaceId.DEFAULT, Optional.of("0"));
        stores.jobs().queued(new QueueQuery(NOW.plus(Duration.ofDays(1)), 5, 20, Optional.of(from)));
        stores.jobs().waiting(Optional.empty(), 20);
        stores.jobs().active();
        stores.jobs().find(talks);
        stores.jobs().events(talks, 0, 20);
        stores.logs().read(talks, LogQuery.after(150, 20));
        stores.logs().read(talks, LogQuery.tail(20));
        stores.logs().read(talks, LogQuery.before(150, 20));

        List<RecordedStatements.Recorded> heard = statements.all().stream()
                .filter(statement -> !statement.sql().startsWith(LOOK_UP))
                .toList();
        assertThat(heard).hasSizeGreaterThan(10);
        for (RecordedStatements.Recorded statement : heard) {
            // Allocations are few, and some reads want them all.
            assertThat(plan(statement)).contains("Index").doesNotContainPattern("Seq Scan on (?!jg_device_holds)");
        }
        assertThat(keptPlanOfLookUps()).contains("Index").doesNotContain("Seq Scan");
    }

    @Test
    void changesLookTheirRowsUpWhileNoOneHasCountedThem() throws SQLException {
        TestPostgres.emptyStorage("uncounted", folder).close();
        PostgresJobSql sql = new PostgresJobSql(TableNames.in("uncounted", "jg_"));
        for (String change : List.of(sql.quiet(), sql.loud())) {
            assertThat(generalPlan(change))
                    .contains("Tid Scan on jg_job_state", "Tid Scan on jg_job_queue")
                    .doesNotContain("Seq Scan on jg_job_state")
                    .doesNotContain("Seq Scan on jg_job_queue")
                    .doesNotContain("Seq Scan on jg_device_holds");
        }
    }

    /** The plan for whatever is asked. Without Jdbi, which would read the statement for parameters of its own. */
    private String generalPlan(String sql) throws SQLException {
        AtomicInteger parameters = new AtomicInteger();
        String numbered = Pattern.compile("\\?").matcher(sql).replaceAll(found -> "\\$" + parameters.incrementAndGet());
        String nulls = String.join(", ", Collections.nCopies(parameters.get(), "NULL"));
        StringBuilder plan = new StringBuilder();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE change AS " + numbered);
            try (ResultSet rows = statement.executeQuery("EXPLAIN EXECUTE change (" + nulls + ")")) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            statement.execute("DEALLOCATE change");
            statement.execute("RESET plan_cache_mode");
        }
        return plan.toString();
    }

    private String keptPlanOfLookUps() {
        return jdbi.withHandle(handle -> {
            String name = handle.createQuery(
                            "SELECT name FROM pg_prepared_statements WHERE statement LIKE '" + LOOK_UP + "%'")
                    .mapTo(String.class)
                    .one();
            return String.join(
                    "\n",
                    handle.createQuery("EXPLAIN EXECUTE \"" + name + "\" ('{0}', '{default}', '{job-1}')")
                            .mapTo(String.class)
                            .list());
        });
    }

    private String plan(RecordedStatements.Recorded statement) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = pool.getConnection();
                PreparedStatement explain = connection.prepareStatement("EXPLAIN " + statement.sql())) {
            for (int i = 0; i < statement.arguments().size(); i++) {
                explain.setObject(i + 1, statement.arguments().get(i));
            }
            try (ResultSet rows = explain.executeQuery()) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
