package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.testkit.JobHistory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks at a queue of large specs read of them, counted in the driver's results. */
class LargeSpecsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int JOBS = 48;
    private static final int LANES = 12;
    private static final int SPEC_BYTES = 250_000;

    private final AtomicLong characters = new AtomicLong();
    private JdbiStores stores;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        TestPostgres.emptyStorage("large_specs", folder).close();
        DataSource database = (DataSource) counted(DataSource.class, TestPostgres.database());
        TableNames names = TableNames.in("large_specs", "jg_");
        Jdbi jdbi = Jdbi.create(database);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(names);
        stores = JdbiStores.postgres(jdbi, TestPostgres.database(), new StoreConnections(database), names);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    /** Counts the characters of all texts that are read through it. */
    private Object counted(Class<?> type, Object counted) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            try {
                Object result = method.invoke(counted, args);
                if (result instanceof String text && counted instanceof ResultSet) {
                    characters.addAndGet(text.length());
                }
                boolean leadsToTexts =
                        result instanceof Connection || result instanceof Statement || result instanceof ResultSet;
                return leadsToTexts && method.getReturnType().isInterface()
                        ? counted(method.getReturnType(), result)
                        : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static NewJob job(int number, int bytes) {
        JobSpec spec = JobSpec.builder("large", "acme/train:1", WorkloadType.TRAINING)
                .gpu(GpuRequest.builder().count(1 + number % LANES).build())
                .environment(new Environment(Map.of("A", "x".repeat(bytes))))
                .build();
        return JobHistory.created(
                new JobRef(WorkspaceId.DEFAULT, new JobId("job-" + number)), spec, NOW.plusMillis(number));
    }

    private void submit(int bytes) {
        IntStream.range(0, JOBS).forEach(i -> stores.jobs().create(List.of(job(i, bytes))));
    }

    private long read(Runnable look) {
        characters.set(0);
        look.run();
        return characters.get();
    }

    private List<QueuedLane> look(QueueQuery query) {
        return stores.jobs().queued(query);
    }

    @Test
    void looksReadWhatTheyDecideByAndNoMore() {
        submit(SPEC_BYTES);
        QueueQuery all = QueueQuery.all(NOW.plusSeconds(60), LANES, JOBS);

        long ofTheQueue = read(
                () -> assertThat(look(all)).flatExtracting(QueuedLane::jobs).hasSize(JOBS));
        long ofTheBytes = read(() ->
                assertThat(stores.admission().queuedBytes(WorkspaceId.DEFAULT)).isEqualTo((SPEC_BYTES + 1L) * JOBS));
        long ofActive = read(() -> assertThat(stores.jobs().active()).isEmpty());
        long ofOne =
                read(() -> assertThat(stores.jobs().find(job(0, 1).job().ref())).isPresent());

        assertThat(ofTheQueue).isBetween(1L, 4_096L * JOBS);
        assertThat(ofTheBytes + ofActive).isLessThan(100);
        assertThat(ofOne).as("one whole spec").isGreaterThan(SPEC_BYTES);
    }

    @Test
    void aLookPastItsBytesGivesEachLaneItsFirstJob() {
        submit(1_000);
        QueueQuery all = QueueQuery.all(NOW.plusSeconds(60), LANES, JOBS / LANES);
        List<QueuedLane> whole = look(all);
        assertThat(whole).hasSize(LANES).extracting(lane -> lane.jobs().size()).containsOnly(JOBS / LANES);

        long ofTheWhole = read(() -> look(all));
        long ofATenth = read(() -> {
            List<QueuedLane> some = look(all.oneOf(8_000));
            assertThat(some)
                    .extracting(QueuedLane::lane)
                    .containsExactlyElementsOf(
                            whole.stream().map(QueuedLane::lane).toList());
            assertThat(some).allMatch(QueuedLane::isCut);
            assertThat(some.subList(1, LANES))
                    .allSatisfy(lane -> assertThat(lane.jobs()).hasSize(1));
            assertThat(some)
                    .extracting(lane -> lane.jobs().get(0))
                    .containsExactlyElementsOf(
                            whole.stream().map(lane -> lane.jobs().get(0)).toList());
        });

        assertThat(ofATenth).isLessThan(ofTheWhole / 2);
    }

    @Test
    void aRemovedJobLeavesNothingOfItsSpec() throws SQLException {
        submit(SPEC_BYTES);
        Job first = stores.jobs().find(job(0, 1).job().ref()).orElseThrow();
        assertThat(stores.jobs().apply(Transition.of(first, Trigger.CANCEL, NOW).build()))
                .isTrue();

        RetentionStore.Item item =
                new RetentionStore.Item(WorkspaceId.DEFAULT, first.id().value(), NOW, 0);
        assertThat(stores.retention().remove(RetentionPart.JOBS, NOW.plus(Duration.ofDays(1)), List.of(item)))
                .hasSize(1);

        try (Connection connection = TestPostgres.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM large_specs.jg_large_specs")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(JOBS - 1);
        }
    }
}
