package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a grid asks of its database while there is nothing to do. Its minutes pass by a clock of the test. */
class IdleGridTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final int SECONDS = 60;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private RunScript script = RunScript.prints();
    private final AtomicInteger statements = new AtomicInteger();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** There is nobody to call. */
    private static final class NoReceivers implements CallbackSender {
        @Override
        public Set<String> resting() {
            return Set.of();
        }

        @Override
        public CallbackOutcome send(Job job, CallbackDelivery delivery) {
            throw new AssertionError("no job here asks for a callback: " + job.id());
        }

        @Override
        public void close() {}
    }

    @TempDir
    private Path folder;

    @Test
    void anIdleGridAsksLessThanOnceASecond() {
        TestPostgres.emptyStorage("idle", folder).close();
        try (HikariDataSource pool = pool();
                JobGrid grid = grid(counting(pool))) {
            // Long enough for its first looks at what others left.
            pass(30);
            statements.set(0);
            pass(SECONDS);
            assertThat(grid.isHealthy()).isTrue();
            assertThat(statements.get()).isPositive().isLessThan(SECONDS);
        }
    }

    @Test
    void aGridThatGetsAJobNowAndThenIsToldOfEach() throws SQLException {
        TestPostgres.emptyStorage("idle", folder).close();
        try (HikariDataSource pool = pool();
                JobGrid grid = grid(pool)) {
            pass(5);
            for (int i = 0; i < 20; i++) {
                grid.submit(job());
                loops.stepAll();
                assertThat(isIdle(pool)).as("idle with job %s", i).isTrue();
                pass(1);
            }
        }
    }

    @Test
    void aGridThatHasMoreThanItCanRunIsNotToldOfMore() throws SQLException {
        TestPostgres.emptyStorage("idle", folder).close();
        try (HikariDataSource pool = pool();
                JobGrid grid = grid(pool)) {
            pass(5);
            grid.submitAll(Collections.nCopies(100, job()));
            boolean wasBusy = false;
            while (!grid.list(Optional.of(JobStatus.QUEUED), Optional.empty(), 1)
                    .jobs()
                    .isEmpty()) {
                pass(1);
                wasBusy |= !isIdle(pool);
            }
            assertThat(wasBusy).isTrue();
            pass(5);
            assertThat(isIdle(pool)).isTrue();
        }
    }

    @Test
    void aGridWithoutRoomIsNotToldOfMoreUntilARunEnds() throws SQLException {
        TestPostgres.emptyStorage("idle", folder).close();
        script = RunScript.prints().lasting(Duration.ofMinutes(10));
        try (HikariDataSource pool = pool();
                JobGrid grid = grid(pool)) {
            pass(5);
            List<JobHandle> jobs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                jobs.add(grid.submit(job()));
                pass(1);
            }
            assertThat(isIdle(pool)).isFalse();
            pass(30);
            assertThat(isIdle(pool)).isFalse();

            jobs.subList(1, 12).forEach(job -> job.cancel("no more needed"));
            pass(5);
            assertThat(isIdle(pool)).isTrue();
        }
    }

    @Test
    void aJobThatComesWhileNothingWaitsGetsItsPlaceBeforeTheQueueIsRead() {
        TestPostgres.emptyStorage("idle", folder).close();
        try (HikariDataSource pool = pool();
                JobGrid grid = grid(counting(pool))) {
            pass(5);
            asked.clear();
            grid.submitAll(List.of(job())); // a single one would be placed with its submit
            loops.stepAll();
            assertThat(asked).filteredOn(IdleGridTest::isOfPlaceOrQueue).first().matches(IdleGridTest::isOfPlace);
            assertThat(asked).filteredOn(IdleGridTest::isOfPlaceOrQueue).anyMatch(IdleGridTest::isOfQueue);

            script = RunScript.prints().lasting(Duration.ofMinutes(10));
            grid.submitAll(Collections.nCopies(2, job()));
            pass(1);
            asked.clear();
            grid.submit(job());
            pass(1);
            assertThat(asked)
                    .filteredOn(IdleGridTest::isOfPlaceOrQueue)
                    .as("while one waits before it")
                    .first()
                    .matches(IdleGridTest::isOfQueue);
        }
    }

    private static boolean isOfPlace(String sql) {
        return sql.contains("held AS");
    }

    private static boolean isOfQueue(String sql) {
        return sql.contains("ORDER BY workspace_id, lane, turn_at");
    }

    private static boolean isOfPlaceOrQueue(String sql) {
        return isOfPlace(sql) || isOfQueue(sql);
    }

    private static JobSpec job() {
        return JobSpec.builder("idle", "acme/train:cuda12", WorkloadType.BATCH).build();
    }

    private static boolean isIdle(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT bool_and(is_idle) FROM idle.jg_grid_instances")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestPostgres.url());
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    private JobGrid grid(DataSource database) {
        GpuNode node = new GpuNode(
                new NodeName("n"),
                "local",
                List.of(new GpuNode.Device("gpu0", GPU, new Usd(800_000), false)),
                1L << 40,
                true);
        return JobGrid.builder()
                .storage(PostgresStorage.builder()
                        .dataSource(database)
                        .schema("idle")
                        .tablePrefix("jg_")
                        .blobFolder(folder)
                        .open())
                .executor(new ScriptedExecutor(clock, List.of(node), run -> script))
                .callbacks(new NoReceivers())
                .clock(clock)
                .loops(loops)
                .build();
    }

    private void pass(int seconds) {
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            clock.advance(Duration.ofMillis(100));
            loops.stepAll();
        }
    }

    private DataSource counting(DataSource database) {
        return proxy(DataSource.class, database);
    }

    /** Counts what goes to the server: statements, and the ends of transactions. */
    private <T> T proxy(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    boolean isStatement =
                            target instanceof Statement && method.getName().startsWith("execute");
                    if (isStatement
                            || method.getName().equals("commit")
                            || method.getName().equals("rollback")) {
                        statements.incrementAndGet();
                    }
                    if (method.getName().equals("prepareStatement")) {
                        asked.add((String) arguments[0]);
                    }
                    try {
                        Object answer = method.invoke(target, arguments);
                        Class<?> told = method.getReturnType();
                        boolean isWatched =
                                Connection.class.isAssignableFrom(told) || Statement.class.isAssignableFrom(told);
                        return isWatched ? proxy(told, answer) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
