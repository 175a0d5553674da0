package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.BriefWaits;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each part that an embedder plugs in fails in each way: jobs end all the same, devices come free, and the part is named. */
class PluginFailuresTest {
    private static final JobId JOB = new JobId("job");
    /** Files that cannot be stored are not waited for longer than a job is. */
    private static final GridSettings BRIEF =
            GridSettings.DEFAULT.withCollecting(new GridSettings.Collecting(Duration.ofMinutes(1), Duration.ofDays(1)));

    private static final Duration LONG = Duration.ofHours(2);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStorage storage = new MemoryStorage();
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private RunScript script = RunScript.prints("out");
    private final ScriptedExecutor executor = new ScriptedExecutor(clock, List.of(node()), run -> script);

    /** A way to fail. */
    enum Way {
        THROWS,
        MISSES_A_CLASS,
        OVERFLOWS,
        RETURNS_NULL;

        @Nullable
        Object fail() {
            return switch (this) {
                case THROWS -> throw new IllegalStateException("for the embedder only");
                case MISSES_A_CLASS -> throw new NoClassDefFoundError("com/acme/Gone");
                case OVERFLOWS -> throw new StackOverflowError();
                case RETURNS_NULL -> null;
            };
        }
    }

    /** What holds whichever way a part fails. */
    private record Claim(String name, BiConsumer<PluginFailuresTest, Way> test) {}

    private static final List<Claim> CLAIMS = List.of(
            new Claim(
                    "aRetryPolicyThatFailsFailsTheJobAndIsNamed",
                    PluginFailuresTest::aRetryPolicyThatFailsFailsTheJobAndIsNamed),
            new Claim(
                    "policiesThatFailRefuseTheSubmitAndAreNamed",
                    PluginFailuresTest::policiesThatFailRefuseTheSubmitAndAreNamed),
            new Claim(
                    "aRouterThatFailsLeavesJobsWaitingThatSayWhyUntilItIsBack",
                    PluginFailuresTest::aRouterThatFailsLeavesJobsWaitingThatSayWhyUntilItIsBack),
            new Claim(
                    "aCatalogThatFailsLeavesTheLastOneInForce",
                    PluginFailuresTest::aCatalogThatFailsLeavesTheLastOneInForce),
            new Claim("anObserverThatFailsStopsNothing", PluginFailuresTest::anObserverThatFailsStopsNothing),
            new Claim(
                    "aCallbackThatCannotBeSentIsTriedAgainAndAGridThatHasASenderThatFailsCloses",
                    PluginFailuresTest::aCallbackThatCannotBeSentIsTriedAgainAndAGridThatHasASenderThatFailsCloses),
            new Claim(
                    "anExecutorThatCannotLaunchFailsTheJobAndIsNamed",
                    PluginFailuresTest::anExecutorThatCannotLaunchFailsTheJobAndIsNamed),
            new Claim(
                    "anExecutorThatNeitherLaunchesNorTellsIsGivenUp",
                    PluginFailuresTest::anExecutorThatNeitherLaunchesNorTellsIsGivenUp),
            new Claim(
                    "anExecutorThatCannotTellItsNodesTakesNoJobAndItsRunsGoOn",
                    PluginFailuresTest::anExecutorThatCannotTellItsNodesTakesNoJobAndItsRunsGoOn),
            new Claim(
                    "aRunWhoseLogCannotBeReadEndsAsItsProgramDid",
                    PluginFailuresTest::aRunWhoseLogCannotBeReadEndsAsItsProgramDid),
            new Claim(
                    "aRunWhoseEndCannotBeToldIsGivenUpAsLost",
                    PluginFailuresTest::aRunWhoseEndCannotBeToldIsGivenUpAsLost),
            new Claim(
                    "aRunWhoseEndCannotBeToldAnyMoreIsGivenUpAsLost",
                    PluginFailuresTest::aRunWhoseEndCannotBeToldAnyMoreIsGivenUpAsLost),
            new Claim(
                    "aRunThatCannotBeCollectedStoppedOrRemovedEnds",
                    PluginFailuresTest::aRunThatCannotBeCollectedStoppedOrRemovedEnds),
            new Claim("aBlobStoreThatFailsPinsNoRun", PluginFailuresTest::aBlobStoreThatFailsPinsNoRun));

    @TestFactory
    Stream<DynamicTest> everyClaimHoldsHoweverAPluginFails() {
        return CLAIMS.stream()
                .flatMap(claim -> Stream.of(Way.values())
                        .map(way -> DynamicTest.dynamicTest(
                                claim.name() + " (" + way + ")",
                                () -> claim.test().accept(new PluginFailuresTest(), way))));
    }

    private static GpuNode node() {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1), true));
        return new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
    }

    private JobGridBuilder grid() {
        return JobGrid.builder()
                .storage(storage)
                .executor(executor)
                .loops(loops)
                .clock(clock)
                .settings(BRIEF);
    }

    /** The part, of which some methods fail while told so. */
    private static <T> T failing(Class<T> port, T part, Set<String> methods, Way way, BooleanSupplier fails) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, args) -> {
            boolean isVoid = method.getReturnType() == void.class;
            if (methods.contains(method.getName()) && fails.getAsBoolean()) {
                // One that returns nothing cannot return null.
                return isVoid && way == Way.RETURNS_NULL ? Way.THROWS.fail() : way.fail();
            }
            try {
                return method.invoke(part, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private static <T> T failing(Class<T> port, T part, Way way, String... methods) {
        return failing(port, part, Set.of(methods), way, () -> true);
    }

    private static JobSpec spec(JobId id) {
        return JobSpec.builder("job", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(id)
                .build();
    }

    private Job runToItsEnd(JobGrid grid, JobId id) {
        for (Instant until = clock.instant().plus(LONG);
                !grid.status(id).isTerminal() && clock.instant().isBefore(until);
                clock.advance(Duration.ofMillis(500))) {
            loops.stepAll();
        }
        Job job = grid.status(id);
        assertThat(job.isTerminal()).as("%s is over", job).isTrue();
        return job;
    }

    private void assertThatDevicesComeFree() {
        for (int i = 0; i < 3_000 && !storage.holds().list().isEmpty(); i++) {
            loops.stepAll();
            clock.advance(Duration.ofMillis(500));
        }
        assertThat(storage.holds().list()).isEmpty();
    }

    private Job submitted(JobGrid grid) {
        grid.submit(spec(JOB));
        Job job = runToItsEnd(grid, JOB);
        assertThatDevicesComeFree();
        return job;
    }

    private static String summary(Job job) {
        return job.state().ending().failure().orElseThrow().summary();
    }

    private JobGridBuilder retrying(RetryPolicy policy) {
        return grid().settings(GridSettings.DEFAULT.withRunning(
                GridSettings.DEFAULT.running().withRetry(policy)));
    }

    private void aRetryPolicyThatFailsFailsTheJobAndIsNamed(Way way) {
        script = script.exiting(3);
        JobGrid grid = retrying(failing(RetryPolicy.class, RetryPolicy.never(), way, "retryAfter"))
                .build();

        Job job = submitted(grid);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(summary(job))
                .startsWith("The program ended with exit code 3.")
                .contains("the retry policy ")
                .doesNotContain("embedder only");
    }

    @Test
    void aRetryPolicyThatWaitsForLessThanNothingIsNamed() {
        script = script.exiting(3);
        Job job = submitted(
                retrying((cause, runs) -> Optional.of(Duration.ofSeconds(-1))).build());
        assertThat(summary(job)).contains("the retry policy ");
    }

    @Test
    void aRetryPolicyThatWaitsForEverQueuesTheJob() {
        script = script.exiting(3);
        JobGrid grid = retrying((cause, runs) -> Optional.of(Duration.ofSeconds(Long.MAX_VALUE)))
                .build();
        grid.submit(spec(JOB));
        for (int i = 0; i < 100; i++) {
            loops.stepAll();
            clock.advance(Duration.ofMillis(100));
        }
        assertThat(grid.status(JOB).status()).isEqualTo(JobStatus.QUEUED);
        assertThatDevicesComeFree();
    }

    @Test
    void aRetryPolicyThatNeverReturnsIsNotWaitedForLong() {
        script = script.exiting(3);
        CountDownLatch never = new CountDownLatch(1);
        JobGridBuilder builder = BriefWaits.in(retrying((cause, runs) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        }));

        Job job = submitted(builder.build());
        never.countDown();

        assertThat(summary(job)).contains("did not answer within");
    }

    private void policiesThatFailRefuseTheSubmitAndAreNamed(Way way) {
        JobGrid limited = grid().admission(
                        failing(AdmissionPolicy.class, caller -> AdmissionLimits.NONE, way, "limits"))
                .build();
        assertRefused(() -> limited.submit(spec(JOB)), "admission policy ");
        if (way != Way.RETURNS_NULL) { // a boolean is never null
            JobGrid paid = grid().credits(failing(CreditPolicy.class, CreditPolicy.everyone(), way, "pays"))
                    .build();
            assertRefused(() -> paid.submit(spec(JOB)), "credit policy ");
        }
        assertThat(submitted(grid().build()).status()).isEqualTo(JobStatus.COMPLETED);
    }

    private static void assertRefused(Runnable call, String part) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(call::run)
                .withMessageContaining(part)
                .withMessageNotContaining("embedder only")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
    }

    @Test
    void aPolicyMayRefuseByAnErrorOfItsOwn() {
        JobGrid grid = grid().admission(caller -> {
                    throw new JobGridException(ErrorCode.FORBIDDEN, "not on Sundays");
                })
                .build();
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> grid.submit(spec(JOB)))
                .withMessage("not on Sundays");
    }

    private void aRouterThatFailsLeavesJobsWaitingThatSayWhyUntilItIsBack(Way way) {
        AtomicReference<Boolean> fails = new AtomicReference<>(false);
        JobGrid grid = grid().router(failing(Router.class, Router.standard(), Set.of("route"), way, fails::get))
                .build();
        grid.submit(spec(JOB));
        fails.set(true);
        for (int i = 0; i < 50; i++) {
            loops.stepAll();
            clock.advance(Duration.ofMillis(500));
        }

        Job waiting = grid.status(JOB);
        assertThat(waiting.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(waiting.state().message()).contains("the router ").doesNotContain("embedder only");
        assertRefused(() -> grid.submit(spec(new JobId("other"))), "router ");
        fails.set(false);
        assertThat(runToItsEnd(grid, JOB).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aRouterThatFailsOnOneJobHoldsUpNoOther() {
        AtomicReference<Router> router = new AtomicReference<>(Router.standard());
        script = script.lasting(Duration.ofSeconds(1));
        JobGrid grid = grid().router((request, snapshot) -> router.get().route(request, snapshot))
                .build();
        JobId bad = new JobId("bad");
        grid.submit(JobSpec.builder("bad", "acme/app:1-gpu", WorkloadType.TRAINING)
                .id(bad)
                .build());
        grid.submit(spec(JOB));
        router.set((request, snapshot) -> {
            if (request.workload() == WorkloadType.TRAINING) {
                throw new IllegalStateException("bad");
            }
            return Router.standard().route(request, snapshot);
        });

        assertThat(runToItsEnd(grid, JOB).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid.status(bad).status()).isEqualTo(JobStatus.QUEUED);
    }

    @SuppressWarnings("unchecked")
    private void aCatalogThatFailsLeavesTheLastOneInForce(Way way) {
        Supplier<GpuCatalog> catalog = failing(Supplier.class, GpuCatalog::builtIn, way, "get");
        assertThat(submitted(grid().catalog(catalog).build()).status()).isEqualTo(JobStatus.COMPLETED);
    }

    private void anObserverThatFailsStopsNothing(Way way) {
        GridObserver observer = failing(
                GridObserver.class,
                new GridObserver() {},
                way,
                "changed",
                "routed",
                "executorFailed",
                "callbackTried",
                "storeCalled");
        assertThat(submitted(grid().observer(observer).build()).status()).isEqualTo(JobStatus.COMPLETED);
    }

    private void aCallbackThatCannotBeSentIsTriedAgainAndAGridThatHasASenderThatFailsCloses(Way way) {
        AtomicReference<Boolean> fails = new AtomicReference<>(true);
        ScriptedSender works = new ScriptedSender(delivery -> ScriptedSender.ok());
        JobGrid grid = grid().callbacks(
                        failing(CallbackSender.class, works, Set.of("send", "resting", "close"), way, fails::get))
                .build();
        grid.submit(JobSpec.builder("job", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(JOB)
                .callback(CallbackTarget.of("https://example.com/hook"))
                .build());
        assertThat(runToItsEnd(grid, JOB).status()).isEqualTo(JobStatus.COMPLETED);
        for (int i = 0; i < 100; i++) {
            loops.stepAll();
            clock.advance(Duration.ofMillis(500));
        }
        assertThat(works.got()).isEmpty();
        fails.set(false);
        for (int i = 0; i < 100 && works.got().isEmpty(); i++) {
            loops.stepAll();
            clock.advance(Duration.ofSeconds(30));
        }
        assertThat(works.got()).hasSize(1);
        fails.set(true);
        grid.close();
    }

    private JobGrid grid(GpuExecutor failing) {
        return JobGrid.builder()
                .storage(storage)
                .executor(failing)
                .loops(loops)
                .clock(clock)
                .settings(BRIEF.withRunning(GridSettings.DEFAULT.running().withRetry(RetryPolicy.never())))
                .build();
    }

    private void anExecutorThatCannotLaunchFailsTheJobAndIsNamed(Way way) {
        Job job = submitted(grid(failing(GpuExecutor.class, executor, way, "launch")));

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(summary(job)).contains("executor 'scripted'").doesNotContain("embedder only");
        assertThat(job.state().ending().failure().map(Failure::cause)).contains(Failure.Cause.INTERNAL);
    }

    private void anExecutorThatNeitherLaunchesNorTellsIsGivenUp(Way way) {
        JobGrid grid = grid(failing(GpuExecutor.class, executor, way, "launch", "attach", "workloads"));
        grid.submit(spec(JOB));
        assertThat(runToItsEnd(grid, JOB).status()).isEqualTo(JobStatus.FAILED);
    }

    private void anExecutorThatCannotTellItsNodesTakesNoJobAndItsRunsGoOn(Way way) {
        AtomicReference<Boolean> fails = new AtomicReference<>(false);
        script = script.lasting(Duration.ofMinutes(1));
        JobGrid grid = grid(failing(GpuExecutor.class, executor, Set.of("nodes"), way, fails::get));
        grid.submit(spec(JOB));
        while (grid.status(JOB).status() != JobStatus.RUNNING) {
            loops.stepAll();
        }
        fails.set(true);

        assertThat(runToItsEnd(grid, JOB).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid.operations().health()).anySatisfy(check -> {
            assertThat(check.name()).isEqualTo("executor scripted");
            assertThat(check.healthy()).isFalse();
        });
    }

    /** The executor, whose runs fail at some of their methods. */
    private GpuExecutor withRuns(Way way, String... methods) {
        return withRuns(way, () -> true, methods);
    }

    private GpuExecutor withRuns(Way way, BooleanSupplier fails, String... methods) {
        return port(GpuExecutor.class, executor, answer -> {
            if (answer instanceof Run run) {
                return failing(Run.class, run, Set.of(methods), way, fails);
            }
            if (answer instanceof Optional<?> found
                    && found.filter(Run.class::isInstance).isPresent()) {
                return found.map(run -> failing(Run.class, (Run) run, Set.of(methods), way, fails));
            }
            return answer;
        });
    }

    private static <T> T port(Class<T> port, T part, UnaryOperator<@Nullable Object> answers) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (self, method, args) -> {
            try {
                return answers.apply(method.invoke(part, args));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private void aRunWhoseLogCannotBeReadEndsAsItsProgramDid(Way way) {
        assertThat(submitted(grid(withRuns(way, "logs"))).status()).isEqualTo(JobStatus.COMPLETED);
    }

    private void aRunWhoseEndCannotBeToldIsGivenUpAsLost(Way way) {
        JobGrid grid = grid(withRuns(way, "exit"));
        grid.submit(spec(JOB));
        Job job = runToItsEnd(grid, JOB);
        assertThat(job.state().ending().failure().map(Failure::cause)).contains(Failure.Cause.WORKER_LOST);
    }

    private void aRunWhoseEndCannotBeToldAnyMoreIsGivenUpAsLost(Way way) {
        script = script.lasting(LONG.multipliedBy(2));
        AtomicBoolean fails = new AtomicBoolean();
        JobGrid grid = grid(withRuns(way, fails::get, "exit"));
        grid.submit(spec(JOB));
        for (int i = 0; i < 20; i++) {
            loops.stepAll();
            clock.advance(Duration.ofMillis(500));
        }
        assertThat(grid.status(JOB).status()).isEqualTo(JobStatus.RUNNING);
        fails.set(true);

        Job job = runToItsEnd(grid, JOB);

        assertThat(job.state().ending().failure().map(Failure::cause)).contains(Failure.Cause.WORKER_LOST);
    }

    @Test
    void aLackOfFilesSpendsNoPatience() {
        script = script.lasting(Duration.ofMinutes(30));
        AtomicBoolean lacks = new AtomicBoolean();
        JobGrid grid = grid(port(
                GpuExecutor.class, executor, answer -> answer instanceof Run run ? lacking(run, lacks::get) : answer));
        grid.submit(spec(JOB));
        while (grid.status(JOB).status() != JobStatus.RUNNING) {
            loops.stepAll();
        }
        lacks.set(true);
        for (int i = 0; i < 1_200; i++) {
            loops.stepAll();
            clock.advance(Duration.ofMillis(500));
        }
        assertThat(grid.status(JOB).status()).isEqualTo(JobStatus.RUNNING);
        assertThat(grid.events(JOB))
                .extracting(JobEvent::type)
                .doesNotContain("job.worker_unreachable", "log.incomplete");
        lacks.set(false);

        Job job = runToItsEnd(grid, JOB);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.attempt().number()).isEqualTo(1);
    }

    /** The run, of whose state nothing can be told while there are no files to look with. */
    private static Run lacking(Run run, BooleanSupplier lacks) {
        return (Run) Proxy.newProxyInstance(
                Run.class.getClassLoader(), new Class<?>[] {Run.class}, (self, method, args) -> {
                    boolean looks = Set.of("exit", "logs").contains(method.getName());
                    if (looks && lacks.getAsBoolean()) {
                        throw new UncheckedIOException(new FileSystemException("stdout", null, "Too many open files"));
                    }
                    try {
                        return method.invoke(run, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void aRunThatCannotBeCollectedStoppedOrRemovedEnds(Way way) {
        script = script.leaving(Map.of("file", new byte[1]));
        assertThat(submitted(grid(withRuns(way, "collect", "remove", "stop"))).isTerminal())
                .isTrue();
    }

    @Test
    void aStoreThatCannotSayWhetherItAnswersIsNotHealthy() {
        Storage broken = failing(Storage.class, storage, Way.THROWS, "isReachable", "problem");
        JobGrid grid = JobGrid.builder()
                .storage(broken)
                .executor(executor)
                .loops(loops)
                .clock(clock)
                .build();
        assertThat(grid.operations().health()).anySatisfy(check -> {
            assertThat(check.name()).isEqualTo("store");
            assertThat(check.healthy()).isFalse();
        });
    }

    private void aBlobStoreThatFailsPinsNoRun(Way way) {
        script = script.leaving(Map.of("file", new byte[1]));
        BlobStore blobs = failing(BlobStore.class, storage.blobs(), way, "put");
        Storage broken = port(Storage.class, storage, answer -> answer instanceof BlobStore ? blobs : answer);
        assertThat(submitted(grid().storage(broken).build()).isTerminal()).isTrue();
    }
}
