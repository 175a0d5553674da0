package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.JobHistory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of new jobs that are stored whole or not at all: by two grids, in a caller's transaction, and what that costs. */
class AtomicBatchesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int CALLERS = 8;
    private static final int ROUNDS = 25;

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Connections {
        Connection open() throws SQLException;
    }

    private static NewJob job(String id, String name) {
        JobSpec spec = Stored.leastSpec().toBuilder().name(name).build();
        return JobHistory.created(new JobRef(WorkspaceId.DEFAULT, new JobId(id)), spec, NOW);
    }

    private static boolean isThere(JobStore jobs, NewJob job) {
        return jobs.find(job.job().ref())
                .filter(there -> there.spec().equals(job.job().spec()))
                .isPresent();
    }

    private static List<Found> found(List<Creation> creations) {
        return creations.stream().map(Creation::found).toList();
    }

    @Test
    void ofListsThatTwoGridsStoreAtOnceOneGetsTheIdAndTheOtherNothing() throws Exception {
        try (PostgresStorage one = TestPostgres.emptyStorage("lists", folder);
                PostgresStorage other = TestPostgres.builder("lists", folder).open()) {
            raceFor(List.of(one.jobs(), other.jobs()));
        }
    }

    @Test
    void ofListsThatCallersStoreAtOnceOneGetsTheIdAndTheOthersNothing() throws Exception {
        try (H2Storage storage = H2Storage.inMemory(folder)) {
            raceFor(List.of(storage.jobs()));
        }
    }

    private static void raceFor(List<JobStore> grids) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CALLERS);
        ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Integer>> whole = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                int number = caller;
                JobStore grid = grids.get(caller % grids.size());
                whole.add(pool.submit(() -> lists(grid, number, start)));
            }
            int sum = 0;
            for (Future<Integer> lists : whole) {
                sum += lists.get(60, TimeUnit.SECONDS);
            }
            assertThat(sum).as("one of each round").isEqualTo(ROUNDS);
        } finally {
            pool.shutdownNow();
        }
    }

    /** How many lists of this caller's were stored. */
    private static int lists(JobStore grid, int caller, CyclicBarrier start) throws Exception {
        int whole = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String name = "caller " + caller + ", round " + round;
            List<NewJob> list = list(caller, round, name);
            start.await(60, TimeUnit.SECONDS);
            boolean isWhole = !found(grid.create(list)).contains(Found.BATCH_REJECTED);
            for (NewJob job : list) {
                assertThat(isThere(grid, job)).as(name).isEqualTo(isWhole);
            }
            whole += isWhole ? 1 : 0;
        }
        return whole;
    }

    private static List<NewJob> list(int caller, int round, String name) {
        return IntStream.range(0, 5)
                .mapToObj(i -> job(i == 2 ? "shared-" + round : caller + "-" + round + "-" + i, name))
                .toList();
    }

    @Test
    void onH2NothingOfItIsInTheCallersTransaction() throws SQLException {
        try (H2Storage storage = H2Storage.inMemory(folder)) {
            inTheCallersTransaction(storage, storage::connection);
        }
    }

    @Test
    void onPostgresNothingOfItIsInTheCallersTransaction() throws SQLException {
        try (PostgresStorage storage = TestPostgres.emptyStorage("lists", folder)) {
            inTheCallersTransaction(storage, () -> TestPostgres.database().getConnection());
        }
    }

    private static void inTheCallersTransaction(Storage storage, Connections connections) throws SQLException {
        storage.jobs().create(List.of(job("taken", "first")));
        try (Connection connection = connections.open()) {
            connection.setAutoCommit(false);
            List<Creation> before =
                    storage.transactionalJobs().orElseThrow().create(List.of(job("before", "first")), connection);
            List<Creation> list = storage.transactionalJobs()
                    .orElseThrow()
                    .create(List.of(job("a", "second"), job("taken", "second"), job("b", "second")), connection);
            List<Creation> after = storage.transactionalJobs()
                    .orElseThrow()
                    .create(List.of(job("c", "third"), job("d", "third")), connection);
            connection.commit();

            assertThat(found(before)).containsExactly(Found.CREATED);
            assertThat(found(list)).containsExactly(Found.BATCH_REJECTED, Found.SAME_ID, Found.BATCH_REJECTED);
            assertThat(found(after)).containsExactly(Found.CREATED, Found.CREATED);
        }
        assertThat(storage.jobs().list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), Optional.empty(), 10)))
                .extracting(job -> job.id().value())
                .containsExactlyInAnyOrder("taken", "before", "c", "d");
    }

    @Test
    void aListCostsOneStatementAsAJobAloneDoes() {
        TestPostgres.emptyStorage("lists", folder).close();
        Counted counted = new Counted(TestPostgres.database());
        try (PostgresStorage storage = PostgresStorage.builder()
                .dataSource(counted.database())
                .schema("lists")
                .tablePrefix("jg_")
                .blobFolder(folder)
                .open()) {
            storage.jobs().create(List.of(job("first", "first"))); // what is done once
            counted.reset();
            storage.jobs().create(List.of(job("one", "one")));
            assertThat(counted).hasToString("1 statements, 0 commits");

            counted.reset();
            storage.jobs()
                    .create(IntStream.range(0, 50)
                            .mapToObj(i -> job("list-" + i, "list"))
                            .toList());
            assertThat(counted).hasToString("1 statements, 0 commits");
        }
    }

    /** A database whose round trips are counted. */
    private static final class Counted {
        private final AtomicInteger statements = new AtomicInteger();
        private final AtomicInteger commits = new AtomicInteger();
        private final DataSource inner;

        Counted(DataSource inner) {
            this.inner = inner;
        }

        void reset() {
            statements.set(0);
            commits.set(0);
        }

        @Override
        public String toString() {
            return statements + " statements, " + commits + " commits";
        }

        DataSource database() {
            return counted(DataSource.class, inner);
        }

        private <T> T counted(Class<T> type, Object target) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call(target, method, args)));
        }

        private Object call(Object target, Method method, Object[] args) throws Throwable {
            if (method.getName().equals("commit")) {
                commits.incrementAndGet();
            } else if (target instanceof PreparedStatement && method.getName().startsWith("execute")) {
                statements.incrementAndGet();
            }
            Object result;
            try {
                result = method.invoke(target, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (result instanceof Connection connection) {
                return counted(Connection.class, connection);
            }
            return result instanceof PreparedStatement statement ? counted(PreparedStatement.class, statement) : result;
        }
    }
}
