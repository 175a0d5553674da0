package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.GridNames;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStorageTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private static JobRef ref(String id) {
        return new JobRef(WorkspaceId.DEFAULT, new JobId(id));
    }

    private static List<String> strings(String sql) {
        return Jdbi.create(TestPostgres.database())
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    @Test
    void theServerHasTheVersionThatIsToBeTested() {
        // Set where the suites run on another version than that on the class path.
        int expected = Integer.getInteger("jobgrid.postgres.major", 18);

        assertThat(TestPostgres.major()).isEqualTo(expected);
    }

    @Test
    void textsSortByTheirBytesWhateverTheDatabaseIsSetTo() {
        TestPostgres.emptyStorage("collated", folder).close();

        assertThat(strings("""
            SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'collated' AND data_type IN ('character varying', 'text')
                AND collation_name IS DISTINCT FROM 'C' AND table_name NOT LIKE '%schema_history'
            """)).isEmpty();
    }

    @Test
    void allTablesAndIndexesLieInTheSchemaAndHaveThePrefix() {
        TestPostgres.emptyStorage("names", folder).close();

        Set<String> tables = Set.copyOf(strings("SELECT tablename FROM pg_tables WHERE schemaname = 'names'"));
        assertThat(tables)
                .as("a table that a script makes stands in TableNames too")
                .isEqualTo(
                        TableNames.TABLES.stream().map(table -> "jg_" + table).collect(Collectors.toSet()));
        assertThat(strings("SELECT indexname FROM pg_indexes WHERE schemaname = 'names'"))
                .isNotEmpty()
                .allMatch(index -> index.startsWith("jg_"));
    }

    /** As where the answer to a commit was lost. */
    @Test
    void nodesOfAGridAreWrittenAnewWhereWhatWasWrittenIsNotKnown() {
        try (PostgresStorage one = TestPostgres.emptyStorage("nodes", folder);
                PostgresStorage other = TestPostgres.builder("nodes", folder).open()) {
            one.instances().join(reaching("a", "b"), Duration.ofHours(1));
            assertThat(other.instances().renew(reaching("b", "c", "d"), Duration.ofHours(1)))
                    .isTrue();

            assertThat(one.instances().live(new InstanceId("b"))).containsExactly(reaching("b", "c", "d"));
        }
    }

    private static Instance reaching(String... nodes) {
        return new Instance(
                new InstanceId("grid_a"),
                Stream.of(nodes)
                        .map(name -> new Instance.Node(
                                "process", new GpuNode(new NodeName(name), "", List.of(), 1L << 40, true)))
                        .toList());
    }

    @Test
    void aSchemaThatHoldsOtherTablesIsTaken() {
        TestPostgres.execute("CREATE SCHEMA shared; CREATE TABLE shared.jobs (theirs INT)");

        try (PostgresStorage storage = TestPostgres.builder("shared", folder).open()) {
            storage.jobs().create(List.of(JobHistory.created(ref("a"), Stored.leastSpec(), NOW)));

            assertThat(storage.jobs().find(ref("a"))).isPresent();
        }
    }

    @Test
    void tablesMadeByHandAreAsGoodAsMigratedOnes() {
        PostgresStorageBuilder byHand = TestPostgres.builder("by_hand", folder).migrates(false);
        assertThatThrownBy(byHand::open).isInstanceOf(JobGridException.class).hasMessageContaining("schema script");

        TestPostgres.execute(byHand.schemaScript(""));

        try (PostgresStorage storage = byHand.open()) {
            storage.jobs().create(List.of(JobHistory.created(ref("a"), Stored.fullSpec(), NOW)));
            assertThat(storage.jobs().find(ref("a"))).isPresent();
        }
        Flyway flyway = SchemaMigration.flyway(TestPostgres.database(), "by_hand", "jg_");
        assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(byHand.schemaScript(SchemaMigration.VERSION)).doesNotContain("CREATE TABLE");
    }

    @Test
    void gridsThatStartAtOnceOnAnEmptyDatabaseAllOpenTheStore() throws Exception {
        int grids = 4;
        CyclicBarrier start = new CyclicBarrier(grids);
        ExecutorService threads = Executors.newFixedThreadPool(grids);
        try {
            for (int round = 0; round < 3; round++) {
                PostgresStorageBuilder builder =
                        TestPostgres.builder("at_once_" + round, folder).connections(2);
                List<Future<Optional<String>>> ids = threads.invokeAll(Collections.nCopies(grids, () -> {
                    start.await();
                    try (PostgresStorage storage = builder.open()) {
                        return storage.id();
                    }
                }));
                Optional<String> first = ids.get(0).get();
                assertThat(first).isPresent();
                for (Future<Optional<String>> id : ids) {
                    assertThat(id.get()).isEqualTo(first);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aStoreThatOnlyNewerReleasesMayOpenIsRefused() {
        PostgresStorageBuilder builder = TestPostgres.builder("newer", folder);
        builder.open().close();
        TestPostgres.execute(
                "INSERT INTO newer.jg_jobgrid_schema_history (installed_rank, version, description, type, script,"
                        + " installed_by, execution_time, success)"
                        + " VALUES (999, '999', 'newer', 'SQL', 'V999__newer.sql', 'jobgrid', 0, TRUE)");
        builder.open().close();
        builder.migrates(false).open().close();

        TestPostgres.execute("UPDATE newer.jg_store_level SET level = level + 1");

        for (boolean migrates : new boolean[] {true, false}) {
            assertThatThrownBy(() -> builder.migrates(migrates).open())
                    .isInstanceOfSatisfying(
                            JobGridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("newer release");
        }
    }

    @Test
    void aStoreThatIsRestoredFromADumpHasAnIdOfItsOwn() {
        try (PostgresStorage storage = TestPostgres.emptyStorage("dumped", folder);
                PostgresStorage restored = TestPostgres.emptyStorage("restored", folder)) {
            TestPostgres.execute("DELETE FROM restored.jg_store_identity; INSERT INTO restored.jg_store_identity"
                    + " SELECT * FROM dumped.jg_store_identity");

            assertThat(restored.id()).isPresent().isNotEqualTo(storage.id());
        }
        try (PostgresStorage again = TestPostgres.builder("restored", folder).open()) {
            assertThat(again.id()).isPresent();
        }
    }

    @Test
    void aStoreThatIsRestoredFromADumpLeavesNamesAndKeysToItsOriginalUnlessThatIsGone() {
        try (PostgresStorage storage = TestPostgres.emptyStorage("dumped", folder);
                PostgresStorage restored = TestPostgres.emptyStorage("restored", folder)) {
            storage.gridNames().adopt("grid-1");
            GridNames names = storage.gridNames().names();
            storage.signingKeys().add(SigningKey.random(1));
            assertThat(storage.gridNames().isInherited()).isFalse();

            restoreNames();
            assertThat(restored.gridNames().isInherited()).isTrue();
            assertThat(restored.gridNames().names().contains("grid-1")).isFalse();
            assertThat(restored.signingKeys().list()).isEmpty();
            assertThat(restored.gridNames().isInherited()).isFalse();

            restoreNames();
            restored.gridNames().inherit();
            assertThat(restored.gridNames().names()).isEqualTo(names);
            assertThat(restored.signingKeys().list())
                    .isEqualTo(storage.signingKeys().list());
        }
    }

    private static void restoreNames() {
        for (String table : List.of("store_identity", "grid_names", "signing_keys")) {
            TestPostgres.execute(
                    "DELETE FROM restored.jg_%1$s; INSERT INTO restored.jg_%1$s SELECT * FROM dumped.jg_%1$s"
                            .formatted(table));
        }
    }

    @Test
    void aPoolThatItWasHandedStaysOpen() throws SQLException {
        DataSource pool = TestPostgres.database();
        PostgresStorage storage = PostgresStorage.builder()
                .dataSource(pool)
                .schema("handed")
                .blobFolder(folder)
                .open();

        storage.close();
        storage.close();

        assertThat(storage.isReachable()).isTrue();
        pool.getConnection().close();
    }

    @Test
    void aNulBreaksNoWrite() {
        try (PostgresStorage storage = TestPostgres.emptyStorage("nul", folder)) {
            JobSpec spec = JobSpec.builder("na\0me", "acme/train:1", WorkloadType.BATCH)
                    .build();
            NewJob fresh = JobHistory.created(ref("a"), spec, NOW);
            storage.jobs().create(List.of(fresh));
            Transition told = Transition.of(fresh.job(), NOW)
                    .message("mes\0sage")
                    .event("job.note", "ti\0tle", "te\0xt")
                    .build();
            List<LogLine> lines = List.of(new LogLine(1, LogStream.STDOUT, NOW, "li\0ne", false));

            assertThat(storage.jobs().apply(told)).isTrue();
            storage.logs().append(new LogChunk(new RunKey(ref("a"), 1), 0, lines, "posi\0tion"));

            Job stored = storage.jobs().find(ref("a")).orElseThrow();
            assertThat(stored.spec()).isEqualTo(spec);
            assertThat(stored.state()).isEqualTo(told.after().state());
            assertThat(storage.jobs().events(ref("a"), 20, 10))
                    .singleElement()
                    .satisfies(event -> assertThat(event.message()).isEqualTo("te\0xt"));
            assertThat(storage.logs().read(ref("a"), LogQuery.after(0, 10)).lines())
                    .isEqualTo(lines);
        }
    }

    @Test
    void whatGoesWrongIsToldWithoutSecrets() {
        try (PostgresStorage storage = TestPostgres.emptyStorage("secrets", folder)) {
            NewJob fresh = JobHistory.created(ref("a"), Stored.fullSpec(), NOW);
            // PostgreSQL says the whole row that a check refuses.
            TestPostgres.execute("ALTER TABLE secrets.jg_jobs ADD CHECK (job_id <> 'a')");

            assertThatThrownBy(() -> storage.jobs().create(List.of(fresh)))
                    .isInstanceOf(JobGridException.class)
                    .satisfies(thrown -> {
                        StringWriter trace = new StringWriter();
                        thrown.printStackTrace(new PrintWriter(trace));
                        assertThat(trace.toString())
                                .contains("check constraint")
                                .doesNotContain("s3cret")
                                .doesNotContain("INSERT");
                    });
            assertThat(storage.jobs().find(ref("a"))).as("all of it or nothing").isEmpty();
        }
    }

    @Test
    void whatCannotBeTheNameOfATableIsRefused() {
        assertThatThrownBy(() -> PostgresStorage.builder()
                        .tablePrefix("x; DROP")
                        .blobFolder(folder)
                        .open())
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("prefix");
        assertThatThrownBy(() -> PostgresStorage.builder()
                        .schema("a\"b")
                        .blobFolder(folder)
                        .open())
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("schema");
    }
}
