package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** A grid whose wall clock is set forward or back under its jobs, or is not that of its engine: only time that passes counts. */
class ClockStepsTest {
    private static final InstanceId ANYONE = new InstanceId("anyone");
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Usd RATE = Usd.ofDollars(3_600);

    private final SettableClock clock = new SettableClock(NOON);
    private SettableClock engines = new SettableClock(NOON);
    private final SettableClock stores = new SettableClock(NOON);
    private MemoryStorage storage = new MemoryStorage(stores);
    private final Map<String, RunScript> scripts = new HashMap<>();
    private SteppedLoops loops = new SteppedLoops(new Random(1));
    private ScriptedExecutor executor = executor();
    private Duration retry = RETRY;

    private static Duration step(RepetitionInfo nth) {
        return List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(1), Duration.ofDays(-1))
                .get(nth.getCurrentRepetition() - 1);
    }

    @RepeatedTest(4)
    void noJobEndsEarlyNoneLateAndNoDurationIsWrongWhenTheClockIsSet(RepetitionInfo nth) {
        try (JobGrid grid = grid()) {
            JobId plain = submit(grid, "plain", lasting(50), false);
            JobId inTime = submit(grid, "in time", lasting(50), true);
            JobId tooLong = submit(grid, "too long", lasting(3_000), true);
            pass(20);
            clock.set(step(nth));
            pass(15);
            for (JobId job : List.of(plain, inTime, tooLong)) {
                assertThat(grid.status(job).status()).isEqualTo(JobStatus.RUNNING);
                checkRanUntil(grid.status(job), clock.instant(), 35);
            }
            pass(23);
            assertThat(grid.status(tooLong).status()).isEqualTo(JobStatus.RUNNING);
            pass(3);
            assertThat(List.of(plain, inTime, tooLong))
                    .extracting(job -> grid.status(job).status())
                    .containsExactly(JobStatus.COMPLETED, JobStatus.COMPLETED, JobStatus.FAILED);
            checkRan(grid.status(plain), 50);
            checkRan(grid.status(inTime), 50);
            checkRan(grid.status(tooLong), 60);
            checkTimedOut(grid.status(tooLong));
        }
    }

    /** As where the database is in the grid's own process, or on its host. */
    @RepeatedTest(4)
    void theSameHoldsIfTheStoresClockIsSetWithIt(RepetitionInfo nth) {
        storage = new MemoryStorage(clock);
        noJobEndsEarlyNoneLateAndNoDurationIsWrongWhenTheClockIsSet(nth);
    }

    /** Whichever of its loops comes first then. */
    @RepeatedTest(10)
    void aGridThatIsAloneIsNotGivenUpWhenTheStoresClockIsSet(RepetitionInfo nth) {
        storage = new MemoryStorage(clock);
        loops = new SteppedLoops(new Random(nth.getCurrentRepetition()));
        try (JobGrid grid = grid()) {
            JobId job = submit(grid, "plain", lasting(500), false);
            pass(20);
            InstanceId before = storage.instances().live(ANYONE).get(0).id();
            clock.set(Duration.ofHours(1));
            pass(60);

            assertThat(storage.instances().live(ANYONE))
                    .extracting(Instance::id)
                    .containsExactly(before);
            assertThat(grid.status(job).attempt().owner()).contains(before);
            assertThat(has(grid, job, "job.reattached")).isFalse();
        }
    }

    @RepeatedTest(4)
    void anEngineWhoseClockIsAnotherEndsNoJobEarlyAndNoneLate(RepetitionInfo nth) {
        engines = new SettableClock(NOON.plus(step(nth)));
        executor = executor();
        try (JobGrid grid = grid()) {
            JobId inTime = submit(grid, "in time", lasting(50), true);
            JobId tooLong = submit(grid, "too long", lasting(3_000), true);
            pass(58);
            assertThat(grid.status(tooLong).status()).isEqualTo(JobStatus.RUNNING);
            pass(4);
            assertThat(grid.status(inTime).status()).isEqualTo(JobStatus.COMPLETED);
            checkRan(grid.status(inTime), 50);
            checkRan(grid.status(tooLong), 60);
            checkTimedOut(grid.status(tooLong));
            JobTimes times = grid.status(inTime).state().times();
            assertThat(Duration.between(
                            times.queued().orElseThrow(), times.started().orElseThrow()))
                    .isBetween(Duration.ZERO, seconds(2));
        }
    }

    @RepeatedTest(4)
    void aRunKeepsItsTimeOverARestartAndAClockThatIsSetMeanwhile(RepetitionInfo nth) {
        engines = new SettableClock(NOON.plusSeconds(7_200));
        executor = executor();
        JobGrid first = grid();
        JobId inTime = submit(first, "in time", lasting(50), true);
        JobId tooLong = submit(first, "too long", lasting(3_000), true);
        pass(20);
        loops.close(); // As after kill -9: nothing is written any more.
        clock.set(step(nth));
        rest(10);
        loops = new SteppedLoops(new Random(2));
        try (JobGrid second = grid()) {
            pass(28);
            assertThat(second.status(inTime).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(second.status(tooLong).status()).isEqualTo(JobStatus.RUNNING);
            checkRanUntil(second.status(tooLong), clock.instant(), 58);
            pass(4);
            checkRan(second.status(inTime), 50);
            checkRan(second.status(tooLong), 60);
            checkTimedOut(second.status(tooLong));
        }
    }

    @Test
    void aRunThatWasStoppedForItsTimeoutTimedOutAlsoIfTheGridDiedBeforeItsEnd() {
        engines = new SettableClock(NOON.minusSeconds(7_200));
        executor = executor();
        JobGrid first = grid();
        JobId job = submit(first, "too long", lasting(3_000), true);
        while (!has(first, job, "job.timed_out")) {
            pass(0.1);
        }
        loops.close();
        loops = new SteppedLoops(new Random(2));
        try (JobGrid second = grid()) {
            pass(30);
            checkTimedOut(second.status(job));
            checkCost(second.status(job), 60);
        }
    }

    @Test
    void aRunThatOutlivedItsTimeoutWhileNobodyStoppedItDidNotTimeOut() {
        JobGrid first = grid();
        JobId job = submit(first, "alone", lasting(600), true);
        pass(20);
        loops.close();
        rest(700);
        loops = new SteppedLoops(new Random(2));
        try (JobGrid second = grid()) {
            pass(20);
            assertThat(second.status(job).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(second.status(job).attempt().outcome().orElseThrow().timedOut())
                    .isFalse();
            checkCost(second.status(job), 600);
        }
    }

    @RepeatedTest(4)
    void aRetryWaitsAsLongAsItWasToldWhenTheClockIsSet(RepetitionInfo nth) {
        try (JobGrid grid = grid()) {
            JobId job = submit(grid, "again", RunScript.prints().breaking(Failure.Cause.WORKER_LOST), false);
            while (!has(grid, job, "job.requeued")) {
                pass(0.1);
            }
            clock.set(step(nth));
            pass((double) RETRY.toSeconds() - 1);
            assertThat(grid.status(job).attempt().number()).isEqualTo(1);
            pass(1.5);
            assertThat(grid.status(job).attempt().number()).isEqualTo(2);
        }
    }

    @Test
    void aShortRetryBeginsWhenItsWaitIsOverAndNotWithTheNextLookAtTheQueue() {
        retry = Duration.ofMillis(100);
        try (JobGrid grid = grid()) {
            pass(10);
            JobId job = submit(grid, "again", RunScript.prints().breaking(Failure.Cause.WORKER_LOST), false);
            while (!has(grid, job, "job.requeued")) {
                pass(0.1);
            }
            pass(0.2);
            assertThat(grid.status(job).attempt().number()).isEqualTo(2);
        }
    }

    @RepeatedTest(4)
    void patienceIsNotSpentByAClockThatIsSet(RepetitionInfo nth) {
        JobGrid first = grid();
        JobId job = submit(first, "unreached", lasting(3_000), false);
        pass(10);
        loops.close();
        loops = new SteppedLoops(new Random(2));
        executor.down(new NodeName("n"), true);
        try (JobGrid second = grid()) {
            pass(20);
            clock.set(step(nth));
            pass(20);
            assertThat(has(second, job, "job.worker_unreachable")).isFalse();
            pass(15);
            assertThat(has(second, job, "job.worker_unreachable")).isTrue();
            clock.set(step(nth));
            pass(25);
            assertThat(second.status(job).status()).isEqualTo(JobStatus.RUNNING);
            pass(60);
            assertThat(has(second, job, "job.requeued")).isTrue();
        }
    }

    @RepeatedTest(4)
    void aJobThatNothingCanRunIsRejectedAfterTheTimeItWasToWait(RepetitionInfo nth) {
        try (JobGrid grid = grid()) {
            JobId job = grid.submit(JobSpec.builder("elsewhere", "acme/train:cuda12", WorkloadType.BATCH)
                            .gpu(GpuRequest.builder().type("H100").build())
                            .build())
                    .id();
            pass(20);
            clock.set(step(nth));
            pass(90);
            assertThat(grid.status(job).status()).isEqualTo(JobStatus.QUEUED);
            pass(20);
            assertThat(grid.status(job).status()).isEqualTo(JobStatus.REJECTED);
        }
    }

    private void checkTimedOut(Job job) {
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.attempt().outcome().orElseThrow().timedOut()).isTrue();
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.TIMED_OUT);
    }

    private static void checkRan(Job job, int seconds) {
        JobTimes times = job.state().times();
        checkRanUntil(job, times.finished().orElseThrow(), seconds);
        assertThat(times.finished().orElseThrow()).isEqualTo(times.updated());
        checkCost(job, seconds);
    }

    private static void checkCost(Job job, int seconds) {
        double dollars = job.state().cost().actual().orElseThrow().dollars();
        assertThat(dollars).isCloseTo(seconds, within(1.0));
    }

    private static void checkRanUntil(Job job, Instant end, int seconds) {
        Duration ran = Duration.between(job.state().times().started().orElseThrow(), end);
        assertThat(ran).isBetween(seconds(seconds - 1), seconds(seconds + 1));
    }

    private static boolean has(JobGrid grid, JobId job, String type) {
        return grid.events(job).stream().map(JobEvent::type).anyMatch(type::equals);
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    private static RunScript lasting(int seconds) {
        return RunScript.prints().lasting(seconds(seconds));
    }

    private JobId submit(JobGrid grid, String name, RunScript script, boolean hasTimeout) {
        scripts.put(name, script);
        JobSpec.Builder spec = JobSpec.builder(name, "acme/train:cuda12", WorkloadType.BATCH);
        if (hasTimeout) {
            spec.timeout(TIMEOUT);
        }
        return grid.submit(spec.build()).id();
    }

    private ScriptedExecutor executor() {
        List<GpuNode.Device> devices = IntStream.range(0, 4)
                .mapToObj(i -> new GpuNode.Device("gpu" + i, GPU, RATE, false))
                .toList();
        GpuNode node = new GpuNode(new NodeName("n"), "local", devices, 1L << 40, true);
        return new ScriptedExecutor(
                engines,
                List.of(node),
                run -> Objects.requireNonNull(scripts.get(nameOf(run.key().job().id()))));
    }

    private String nameOf(JobId id) {
        return storage.jobs()
                .find(new JobRef(WorkspaceId.DEFAULT, id))
                .orElseThrow()
                .spec()
                .name();
    }

    private JobGrid grid() {
        GridSettings.Running running = GridSettings.DEFAULT.running();
        GridSettings.Work work = GridSettings.DEFAULT.work();
        return JobGrid.builder()
                .storage(storage)
                .executor(executor)
                .clock(clock)
                .loops(loops)
                .settings(GridSettings.DEFAULT
                        .withWork(new GridSettings.Work(work.cpuSlotsPerNode(), true, PATIENCE, work.rules()))
                        .withSharing(new GridSettings.Sharing(seconds(15), PATIENCE))
                        .withRunning(new GridSettings.Running(
                                running.defaultTimeout(),
                                running.stopGrace(),
                                RetryPolicy.infrastructure(2, retry),
                                false,
                                seconds(1))))
                .build();
    }

    /** So much time passes while nobody looks. */
    private void rest(int seconds) {
        clock.advance(seconds(seconds));
        engines.advance(seconds(seconds));
        stores.advance(seconds(seconds));
    }

    private void pass(double seconds) {
        for (int tenth = 0; tenth < Math.round(10 * seconds); tenth++) {
            clock.advance(Duration.ofMillis(100));
            engines.advance(Duration.ofMillis(100));
            stores.advance(Duration.ofMillis(100));
            loops.stepAll();
            executor.report();
        }
    }
}
