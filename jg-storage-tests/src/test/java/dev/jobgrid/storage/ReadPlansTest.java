package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.testkit.JobHistory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a page reads must not grow with what is stored. Here H2 is asked how many index entries each read looked at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadPlansTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int JOBS = 1_000;
    private static final int PAGE = 20;
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");
    private static final JobQuery.Cursor MIDDLE = new JobQuery.Cursor(NOW, new JobId("job-2"));

    private final JdbcDataSource database = new JdbcDataSource();
    private final RecordedStatements statements = new RecordedStatements(database);
    private JdbiStores stores;

    @BeforeAll
    void fill() {
        database.setURL("jdbc:h2:mem:plans" + System.nanoTime() + H2File.SETTINGS);
        StoreConnections connections = new StoreConnections(statements.database());
        Jdbi jdbi = Jdbi.create(connections);
        stores = JdbiStores.h2(jdbi, connections, Durability.PROCESS);
        SchemaMigration.migrate(database, jdbi);
        List<NewJob> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            // Half of them share a moment, as one submitAll makes them.
            Instant created = i % 2 == 0 ? NOW : NOW.plusSeconds(i - JOBS / 2);
            jobs.add(JobHistory.created(
                    new JobRef(WorkspaceId.DEFAULT, new JobId("job-" + i)), Stored.leastSpec(), created));
        }
        stores.jobs().create(jobs);
        JobRef talks = jobs.get(0).job().ref();
        for (int i = 1; i <= JOBS; i++) {
            LogLine line = new LogLine(i, LogStream.STDOUT, NOW, "line " + i, false);
            stores.logs().append(new LogChunk(new RunKey(talks, 1), i - 1, List.of(line), ""));
        }
    }

    @BeforeEach
    void listen() {
        statements.clear();
    }

    @Test
    void aPageOfJobsReadsItselfAlone() {
        for (Optional<JobStatus> status : List.of(Optional.<JobStatus>empty(), Optional.of(JobStatus.QUEUED))) {
            for (Optional<JobQuery.Cursor> after : List.of(Optional.<JobQuery.Cursor>empty(), Optional.of(MIDDLE))) {
                assertThat(stores.jobs().list(new JobQuery(WorkspaceId.DEFAULT, status, after, PAGE)))
                        .hasSize(PAGE);
            }
        }
        assertThatNoneReadMoreThan(PAGE + 1);
    }

    @Test
    void theHeadOfTheQueueIsReadAlone() {
        QueueQuery heads = QueueQuery.all(NOW.plus(Duration.ofDays(1)), PAGE, PAGE);
        assertThat(stores.jobs().queued(heads)).flatExtracting(QueuedLane::jobs).hasSize(PAGE);
        assertThat(stores.jobs().active()).isEmpty();

        assertThatNoneReadMoreThan(PAGE + 1);
    }

    @Test
    void theLanesOfOneWorkspaceAreReadAlone() {
        for (Optional<String> shape : List.of(Optional.<String>empty(), Optional.of("0"))) {
            QueueQuery.From from = new QueueQuery.From(WorkspaceId.DEFAULT, shape);
            stores.jobs().queued(new QueueQuery(NOW.plus(Duration.ofDays(1)), PAGE, PAGE, Optional.of(from)));
        }
        assertThatNoneReadMoreThan(PAGE + 1);
    }

    @Test
    void whoWaitsIsReadWithoutReadingAllTheirJobs() {
        assertThat(stores.jobs().waiting(Optional.empty(), PAGE)).containsExactly(WorkspaceId.DEFAULT);
        assertThat(stores.jobs().waiting(Optional.of(WorkspaceId.DEFAULT), PAGE))
                .isEmpty();

        assertThat(statements.all()).hasSize(3);
        assertThatNoneReadMoreThan(PAGE + 1);
    }

    @Test
    void whoWaitsLongestIsReadAlone() {
        assertThat(stores.admission().census(PAGE).oldestQueued()).contains(NOW.minusSeconds(JOBS / 2 - 1));

        assertThatNoneReadMoreThan(PAGE + 1);
    }

    @Test
    void aPageOfALogReadsFewChunksMoreThanItself() {
        JobRef talks = new JobRef(WorkspaceId.DEFAULT, new JobId("job-0"));
        assertThat(stores.logs().read(talks, LogQuery.after(JOBS / 2, PAGE)).lines())
                .hasSize(PAGE);
        assertThat(stores.logs().read(talks, LogQuery.tail(PAGE)).lines()).hasSize(PAGE);
        assertThat(stores.logs().read(talks, LogQuery.before(JOBS / 2, PAGE)).lines())
                .hasSize(PAGE);
        assertThat(stores.jobs().events(talks, 0, PAGE)).isNotEmpty();

        assertThatNoneReadMoreThan(4 * PAGE);
    }

    private void assertThatNoneReadMoreThan(int entries) {
        assertThat(statements.all()).isNotEmpty();
        for (RecordedStatements.Recorded statement : statements.all()) {
            String plan = plan(statement);
            List<Integer> scanned = SCANNED.matcher(plan)
                    .results()
                    .map(found -> Integer.parseInt(found.group(1)))
                    .toList();
            assertThat(scanned).as(plan).isNotEmpty().allMatch(count -> count <= entries);
        }
    }

    private String plan(RecordedStatements.Recorded statement) {
        try (Connection connection = database.getConnection();
                PreparedStatement explain = connection.prepareStatement("EXPLAIN ANALYZE " + statement.sql())) {
            for (int i = 0; i < statement.arguments().size(); i++) {
                explain.setObject(i + 1, statement.arguments().get(i));
            }
            try (ResultSet row = explain.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
