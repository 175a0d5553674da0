package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.JobHandle;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.storage.internal.h2.H2Compaction;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SteppedLoops;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submits in transactions of services that share one small pool with their grid, on both databases. */
class CallersConnectionTest {
    private static final int CALLERS = 40;
    private static final int PATIENCE_SECONDS = 60;
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final InputId LATELY = new InputId("inp_lately");
    private static final InputId TODAY = new InputId("inp_today");

    /** With everything that a submit looks up or notes. */
    private static final JobSpec SPEC = JobSpec.draft()
            .template("trained")
            .files(new JobFiles(List.of(LATELY, TODAY), List.of(), List.of()))
            .build();

    private static final AdmissionLimits LIMITS = AdmissionLimits.NONE
            .withConcurrentJobs(1_000)
            .withSubmitsPerMinute(1_000)
            .withQueuedJobs(1_000);

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Connections {
        Connection open() throws SQLException;
    }

    @FunctionalInterface
    private interface Claim {
        void on(Storage storage, Connections connections, int most) throws Exception;
    }

    private void onH2(int most, Claim claim) throws Exception {
        H2Storage storage = H2Storage.inMemory(
                folder, new H2Storage.Limits(most, Duration.ofSeconds(PATIENCE_SECONDS), H2Compaction.Pace.DEFAULT));
        claim.on(storage, storage::connection, most);
    }

    private void onPostgres(int most, Claim claim) throws Exception {
        TestPostgres.emptyStorage("callers", folder).close();
        try (HikariDataSource pool = pool(most)) {
            PostgresStorage storage = PostgresStorage.builder()
                    .dataSource(pool)
                    .schema("callers")
                    .tablePrefix("jg_")
                    .blobFolder(folder)
                    .open();
            claim.on(storage, pool::getConnection, most);
        }
    }

    private static HikariDataSource pool(int most) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.url());
        config.setUsername("postgres");
        config.setMaximumPoolSize(most);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Duration.ofSeconds(PATIENCE_SECONDS).toMillis());
        return new HikariDataSource(config);
    }

    @Test
    void manyAtOnceShareAPoolOfTenWithTheGridOnH2() throws Exception {
        onH2(10, this::manyAtOnce);
    }

    @Test
    void manyAtOnceShareAPoolOfTwoWithTheGridOnH2() throws Exception {
        onH2(2, this::manyAtOnce);
    }

    @Test
    void manyAtOnceShareAPoolOfTenWithTheGridOnPostgres() throws Exception {
        onPostgres(10, this::manyAtOnce);
    }

    @Test
    void manyAtOnceShareAPoolOfTwoWithTheGridOnPostgres() throws Exception {
        onPostgres(2, this::manyAtOnce);
    }

    private void manyAtOnce(Storage storage, Connections connections, int most) throws Exception {
        try (JobGrid grid = builder(storage).build()) {
            prepare(grid, storage);
            CyclicBarrier start = new CyclicBarrier(CALLERS);
            List<JobId> taken = together(CALLERS, () -> {
                start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                return inTransaction(
                        connections, connection -> grid.submit(SPEC, connection).id());
            });

            assertThat(taken).hasSize(CALLERS).doesNotHaveDuplicates();
            assertThat(taken)
                    .allSatisfy(
                            id -> assertThat(grid.status(id).spec().template()).contains("trained"));
        }
    }

    @Test
    void aSubmitNeedsNoOtherConnectionOnH2() throws Exception {
        onH2(3, this::needsNoOther);
    }

    @Test
    void aSubmitNeedsNoOtherConnectionOnPostgres() throws Exception {
        onPostgres(3, this::needsNoOther);
    }

    private void needsNoOther(Storage storage, Connections connections, int most) throws Exception {
        // No loop runs, so that all that takes connections is seen here. Credits as well.
        try (JobGrid grid = builder(storage)
                .credits(CreditPolicy.everyone())
                .loops(new SteppedLoops(new Random(1)))
                .build()) {
            prepare(grid, storage);
            grid.credits().topUp(new Usd(1_000_000_000), "for all");
            List<Connection> taken = take(connections, most);
            try {
                Connection callers = taken.get(0);
                callers.setAutoCommit(false);
                SubmitOptions once = SubmitOptions.idempotent("once");
                Receipt first = grid.submit(Draft.of(SPEC), once, callers);
                assertThat(grid.submit(Draft.of(SPEC), once, callers).replayed())
                        .isTrue();
                JobSpec unknown = SPEC.toBuilder().template("unknown").build();
                assertThatThrownBy(() -> grid.submit(Draft.of(unknown), SubmitOptions.NONE, callers))
                        .isInstanceOfSatisfying(
                                JobGridException.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
                callers.commit();
                taken.remove(callers);
                callers.close();
                assertThat(grid.status(first.job().id()).spec().template()).contains("trained");
            } finally {
                for (Connection connection : taken) {
                    connection.close();
                }
            }
        }
    }

    private static List<Connection> take(Connections connections, int most) throws SQLException {
        List<Connection> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            taken.add(connections.open());
        }
        return taken;
    }

    @Test
    void noRowStaysLockedUntilTheCommitOnH2() throws Exception {
        onH2(10, this::locksNoRow);
    }

    @Test
    void noRowStaysLockedUntilTheCommitOnPostgres() throws Exception {
        onPostgres(10, this::locksNoRow);
    }

    private void locksNoRow(Storage storage, Connections connections, int most) throws Exception {
        try (JobGrid grid = builder(storage).build();
                Connection open = connections.open()) {
            prepare(grid, storage);
            open.setAutoCommit(false);
            JobHandle waiting = grid.submit(SPEC, open);

            // While the first is open: others in transactions, and one without.
            together(
                    3,
                    () -> inTransaction(
                            connections,
                            connection -> grid.submit(SPEC, connection).id()));
            together(1, () -> grid.submit(SPEC).id());

            assertThat(grid.list(Optional.empty(), Optional.empty(), 10).jobs()).hasSize(4);
            open.commit();
            assertThat(waiting.status().spec().template()).contains("trained");
        }
    }

    @Test
    void limitsHoldForWhatIsCommittedOnH2() throws Exception {
        onH2(4, this::limitsHold);
    }

    @Test
    void limitsHoldForWhatIsCommittedOnPostgres() throws Exception {
        onPostgres(4, this::limitsHold);
    }

    private void limitsHold(Storage storage, Connections connections, int most) throws Exception {
        AdmissionLimits two = AdmissionLimits.NONE.withConcurrentJobs(2);
        try (JobGrid grid = builder(storage)
                .admission(AdmissionPolicy.of(two))
                .loops(new SteppedLoops(new Random(1)))
                .build()) {
            prepare(grid, storage);
            for (int i = 0; i < 5; i++) {
                try (Connection connection = connections.open()) {
                    connection.setAutoCommit(false);
                    grid.submit(SPEC, connection);
                    connection.rollback();
                }
            }
            try (Connection connection = connections.open()) {
                connection.setAutoCommit(false);
                grid.submit(SPEC, connection);
                grid.submit(SPEC, connection);
                assertThatThrownBy(() -> grid.submit(SPEC, connection))
                        .as("what the transaction stored itself counts, and what was rolled back does not")
                        .isInstanceOfSatisfying(
                                JobGridException.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT));
                connection.commit();
            }
            assertThatThrownBy(() -> grid.submit(SPEC))
                    .isInstanceOfSatisfying(
                            JobGridException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.USER_CONCURRENT_LIMIT));
        }
    }

    @Test
    void submitsAMinuteAreCountedInTransactionsTooOnH2() throws Exception {
        onH2(4, this::rateHolds);
    }

    @Test
    void submitsAMinuteAreCountedInTransactionsTooOnPostgres() throws Exception {
        onPostgres(4, this::rateHolds);
    }

    private void rateHolds(Storage storage, Connections connections, int most) throws Exception {
        AdmissionLimits three = AdmissionLimits.NONE.withSubmitsPerMinute(3);
        Instant now = Instant.now();
        try (JobGrid grid = builder(storage)
                .admission(AdmissionPolicy.of(three))
                .loops(new SteppedLoops(new Random(1)))
                .clock(InstantSource.fixed(now))
                .build()) {
            prepare(grid, storage);
            try (Connection one = connections.open();
                    Connection other = connections.open()) {
                one.setAutoCommit(false);
                other.setAutoCommit(false);
                grid.submit(SPEC, one);
                grid.submit(SPEC, other);
                grid.submit(SPEC, one);
                assertThatThrownBy(() -> grid.submit(SPEC, other))
                        .isInstanceOfSatisfying(
                                JobGridException.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.JOB_RATE_LIMITED));
                one.commit();
                other.commit();
            }
            assertThatThrownBy(() -> grid.submit(SPEC))
                    .isInstanceOfSatisfying(
                            JobGridException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.JOB_RATE_LIMITED));
        }
    }

    /** A template, an input that was used lately, and one that was last used hours ago. */
    private static void prepare(JobGrid grid, Storage storage) {
        grid.templates()
                .put(new JobTemplate(
                        "trained",
                        JobSpec.draft()
                                .name("mine")
                                .image("acme/train:cuda12")
                                .workloadType(WorkloadType.BATCH)
                                .build()));
        Instant now = Instant.now();
        storage.inputs().create(input(LATELY, "a.bin", now));
        storage.inputs().create(input(TODAY, "b.bin", now.minus(Duration.ofHours(3))));
    }

    private static JobInput input(InputId id, String name, Instant created) {
        return new JobInput(
                WorkspaceId.DEFAULT,
                id,
                new JobInput.InputFile(name, "application/octet-stream", InputKind.INPUT),
                InputStatus.UPLOADED,
                Optional.of(new JobInput.Content(1, "00", id.value())),
                "00",
                created,
                created.plusSeconds(900));
    }

    @FunctionalInterface
    private interface Transaction<T> {
        T on(Connection connection) throws SQLException;
    }

    private static <T> T inTransaction(Connections connections, Transaction<T> work) throws SQLException {
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            return result;
        }
    }

    private static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(pool.submit(work));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static JobGridBuilder builder(Storage storage) {
        List<GpuNode.Device> devices = List.of(
                new GpuNode.Device("gpu0", GPU, new Usd(800_000), true),
                new GpuNode.Device("gpu1", GPU, new Usd(800_000), true));
        GpuNode node = new GpuNode(new NodeName("test"), "local", devices, 1L << 40, true);
        return JobGrid.builder()
                .storage(storage)
                .admission(AdmissionPolicy.of(LIMITS))
                .executor(new ScriptedExecutor(InstantSource.system(), List.of(node), run -> RunScript.prints()));
    }
}
