package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.BriefWaits;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobGridBuilder;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
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
import dev.jobgrid.spi.executor.ArtifactSink;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Each part that an embedder plugs in never returns: jobs end all the same, and health names the part. */
@Timeout(300)
class HangingPluginsTest {
    private static final JobId JOB = new JobId("job");
    private static final JobId OTHER = new JobId("other");
    private static final Duration LONG = Duration.ofHours(2);
    private static final int MAX = 8;

    private static final GridSettings SETTINGS = GridSettings.DEFAULT
            .withCollecting(new GridSettings.Collecting(Duration.ofMinutes(1), Duration.ofDays(1)))
            .withRunning(GridSettings.DEFAULT.running().withRetry(RetryPolicy.never()));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final MemoryStorage storage = new MemoryStorage();
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private RunScript script = RunScript.prints("out");
    private final ScriptedExecutor executor = new ScriptedExecutor(clock, List.of(node()), run -> script);

    @AfterEach
    void open() {
        gate.countDown();
    }

    private static GpuNode node() {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(
                new GpuNode.Device("gpu0", model, new Usd(1), true),
                new GpuNode.Device("gpu1", model, new Usd(1), true));
        return new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
    }

    private JobGridBuilder grid(GpuExecutor runs) {
        return BriefWaits.in(JobGrid.builder()
                .storage(storage)
                .executor(runs)
                .loops(loops)
                .clock(clock)
                .settings(SETTINGS));
    }

    /** What a method of a port does instead. */
    @FunctionalInterface
    private interface Instead {
        @Nullable
        Object answer(Method method, Object @Nullable [] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> port, Instead instead) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (self, method, args) -> instead.answer(method, args)));
    }

    private static @Nullable Object handOn(Object part, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(part, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The part, of which these methods return when the gate opens, and not before. */
    private <T> T hanging(Class<T> port, T part, String... methods) {
        Set<String> hang = Set.of(methods);
        return proxy(port, (method, args) -> {
            if (hang.contains(method.getName())) {
                hanging.incrementAndGet();
                gate.await();
            }
            return handOn(part, method, args);
        });
    }

    /** The executor, whose runs of some jobs hang. */
    private GpuExecutor withHangingRuns(Predicate<RunKey> which, String... methods) {
        return withRuns(run -> which.test(run.key()) ? hanging(Run.class, run, methods) : run);
    }

    private GpuExecutor withRuns(UnaryOperator<Run> change) {
        return withRuns(executor, change);
    }

    private static GpuExecutor withRuns(GpuExecutor executor, UnaryOperator<Run> change) {
        return proxy(GpuExecutor.class, (method, args) -> {
            Object answer = handOn(executor, method, args);
            if (answer instanceof Run run) {
                return change.apply(run);
            }
            return answer instanceof Optional<?> found
                            && found.filter(Run.class::isInstance).isPresent()
                    ? found.map(run -> change.apply((Run) run))
                    : answer;
        });
    }

    private static JobSpec spec(JobId id) {
        return JobSpec.builder("job", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(id)
                .build();
    }

    private void pass(Duration time) {
        for (Instant end = clock.instant().plus(time);
                clock.instant().isBefore(end);
                clock.advance(Duration.ofMillis(500))) {
            loops.stepAll();
        }
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

    private Job submitted(JobGrid grid) {
        grid.submit(spec(JOB));
        return runToItsEnd(grid, JOB);
    }

    private void assertThatDevicesComeFree() {
        for (int i = 0; i < 3_000 && !storage.holds().list().isEmpty(); i++) {
            loops.stepAll();
            clock.advance(Duration.ofMillis(500));
        }
        assertThat(storage.holds().list()).isEmpty();
        assertThat(executor.breaches()).isEmpty();
    }

    private static Optional<Failure.Cause> cause(Job job) {
        return job.state().ending().failure().map(Failure::cause);
    }

    /** Health names it while it hangs, and not once it has answered. */
    private void assertThatHealthNames(JobGrid grid, String port, Object part) {
        await("health to name the part")
                .until(() -> grid.operations().health().stream()
                        .anyMatch(check -> check.name().equals("plug-ins")
                                && check.isDegraded()
                                && check.detail().contains("the " + port)
                                && check.detail().contains(part.getClass().getName())));
        gate.countDown();
        await("the calls to return")
                .until(() -> grid.operations().health().stream()
                        .noneMatch(check -> check.name().equals("plug-ins")));
    }

    @Test
    void anObserverThatHangsHoldsUpNothingAndWhatItMissesIsCounted() {
        GridObserver observer = hanging(GridObserver.class, new GridObserver() {}, "changed", "storeCalled");
        JobGrid grid = grid(executor).observer(observer).build();

        assertThat(submitted(grid).status()).isEqualTo(JobStatus.COMPLETED);

        assertThat(grid.operations().droppedObservations()).isZero();
        for (int i = 0; i < 20_000 && grid.operations().droppedObservations() == 0; i++) {
            grid.status(JOB);
        }
        assertThat(grid.operations().droppedObservations()).isPositive();
        assertThatHealthNames(grid, "observer", observer);
        grid.close();
    }

    @Test
    void anObserverIsToldInOrderAndOfAllBeforeItsGridIsClosed() {
        List<JobStatus> heard = new ArrayList<>();
        JobGrid grid = JobGrid.builder()
                .storage(storage)
                .executor(executor)
                .loops(loops)
                .clock(clock)
                .observer(new GridObserver() {
                    @Override
                    public void changed(Transition transition) {
                        heard.add(transition.after().status());
                    }
                })
                .build();
        submitted(grid);

        grid.close();

        assertThat(heard).isSorted().contains(JobStatus.ASSIGNED).endsWith(JobStatus.COMPLETED);
    }

    @Test
    void aRunWhoseEndIsNeverToldIsGivenUpAndKeepsItsDevicesUntilItsExecutorAnswers() {
        GpuExecutor hangs = withHangingRuns(run -> true, "exit");
        JobGrid grid = grid(hangs).build();

        assertThat(cause(submitted(grid))).contains(Failure.Cause.WORKER_LOST);

        pass(Duration.ofMinutes(1));
        assertThat(storage.holds().list()).as("it may run on").isNotEmpty();
        assertThatHealthNames(grid, "executor 'scripted'", hangs);
        assertThatDevicesComeFree();
    }

    @Test
    void aRunThatHangsKeepsNoOtherOfItsExecutorFromItsEnd() {
        script = script.lasting(Duration.ofMinutes(30));
        JobGrid grid = grid(withHangingRuns(run -> run.job().id().equals(OTHER), "exit", "logs", "stop"))
                .build();
        grid.submit(spec(OTHER));

        assertThat(submitted(grid).status()).isEqualTo(JobStatus.COMPLETED);

        assertThat(cause(runToItsEnd(grid, OTHER))).contains(Failure.Cause.WORKER_LOST);
    }

    @TestFactory
    Stream<DynamicTest> whateverOfARunHangsItsJobEndsAndItsDevicesComeFree() {
        return Stream.of(
                        "collect",
                        "artifactSizes",
                        "logs",
                        "stop",
                        "diskBytes",
                        "retainedAt",
                        "remove",
                        "retainArtifacts")
                .map(method -> DynamicTest.dynamicTest(
                        method, () -> new HangingPluginsTest().aRunOfWhichOneThingHangsEnds(method)));
    }

    private void aRunOfWhichOneThingHangsEnds(String method) {
        script = script.leaving(Map.of("file", new byte[1])).lasting(Duration.ofMinutes(2));
        JobGrid grid = grid(withHangingRuns(run -> true, method)).build();
        grid.submit(JobSpec.builder("job", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(JOB)
                .timeout(Duration.ofMinutes(1))
                .files(new JobFiles(List.of(), List.of(), List.of("/workspace/artifacts/file")))
                .build());

        assertThat(cause(runToItsEnd(grid, JOB))).contains(Failure.Cause.TIMED_OUT);

        pass(Duration.ofMinutes(1));
        gate.countDown();
        assertThatDevicesComeFree();
    }

    /** Its thread is kept, and another goes on. */
    @TestFactory
    Stream<DynamicTest> aRunWithAThreadOfItsOwnEndsWhateverOfItHangs() {
        return Stream.of("exit", "collect", "artifactSizes", "diskBytes", "remove")
                .map(method -> DynamicTest.dynamicTest(
                        method, () -> new HangingPluginsTest().aRunOfWhichOneThingHangsOnceEnds(method)));
    }

    private void aRunOfWhichOneThingHangsOnceEnds(String method) {
        script = script.leaving(Map.of("file", new byte[1])).lasting(Duration.ofSeconds(1));
        ScriptedExecutor runs = new ScriptedExecutor(InstantSource.system(), List.of(node()), run -> script);
        GpuExecutor hangs = withRuns(runs, run -> hanging(Run.class, run, method));
        JobGrid grid = ownThreads(hangs).build();
        try {
            grid.submit(JobSpec.builder("job", "acme/app:1-gpu", WorkloadType.BATCH)
                    .id(JOB)
                    .files(new JobFiles(List.of(), List.of(), List.of("/workspace/artifacts/file")))
                    .build());

            await("the job to end").until(() -> grid.status(JOB).isTerminal());

            assertThat(hanging).hasPositiveValue();
            assertThatHealthNames(grid, "executor 'scripted'", hangs);
            await("the devices to come free").until(() -> storage.holds().list().isEmpty());
            assertThat(runs.breaches()).isEmpty();
        } finally {
            gate.countDown();
            grid.close();
        }
    }

    private JobGridBuilder ownThreads(GpuExecutor runs) {
        Duration brief = Duration.ofMillis(500);
        return BriefWaits.in(JobGrid.builder()
                .storage(storage)
                .executor(runs)
                .settings(SETTINGS.withSharing(new GridSettings.Sharing(Duration.ofMinutes(1), brief))
                        .withCollecting(new GridSettings.Collecting(brief, Duration.ofDays(1)))));
    }

    @Test
    void aLaunchThatKeepsItsThreadIsWaitedForAndItsDevicesComeFreeOnceItReturns() {
        ScriptedExecutor runs = new ScriptedExecutor(InstantSource.system(), List.of(node()), run -> script);
        GpuExecutor hangs = hanging(GpuExecutor.class, runs, "launch");
        JobGrid grid = ownThreads(hangs).build();
        try {
            grid.submit(spec(JOB));

            await("the job to be given up").until(() -> grid.status(JOB).isTerminal());

            assertThat(cause(grid.status(JOB))).contains(Failure.Cause.WORKER_LOST);
            assertThat(storage.holds().list()).as("it may run at any moment").isNotEmpty();
            assertThatHealthNames(grid, "executor 'scripted'", hangs);
            await("the devices to come free").until(() -> storage.holds().list().isEmpty());
            assertThat(runs.breaches()).isEmpty();
        } finally {
            gate.countDown();
            grid.close();
        }
    }

    @Test
    void aRunWhoseFilesStopToComeEndsWithoutThemAndStoresNoneThatComesLate() {
        CountDownLatch refused = new CountDownLatch(1);
        GpuExecutor hangs = withRuns(run -> proxy(Run.class, (method, args) -> {
            if (!method.getName().equals("collect") || args == null) {
                return handOn(run, method, args);
            }
            ArtifactSink sink = (ArtifactSink) args[0];
            sink.accept("a", 1, new ByteArrayInputStream(new byte[1]));
            gate.await();
            try {
                sink.accept("b", 1, new ByteArrayInputStream(new byte[1]));
            } catch (IOException e) {
                refused.countDown();
            }
            return null;
        }));
        JobGrid grid = grid(hangs).build();

        assertThat(submitted(grid).status()).isEqualTo(JobStatus.COMPLETED);

        assertThatHealthNames(grid, "executor 'scripted'", hangs);
        await("the late file to be refused").until(() -> refused.getCount() == 0);
        assertThat(grid.artifacts(JOB).list()).extracting(Artifact::path).containsExactly("a");
        assertThatDevicesComeFree();
    }

    @Test
    void anExecutorThatDoesNotSayWhetherItTookARunKeepsItsDevicesUntilItDoes() {
        GpuExecutor hangs = hanging(GpuExecutor.class, executor, "launch");
        JobGrid grid = grid(hangs).build();

        assertThat(cause(submitted(grid))).contains(Failure.Cause.WORKER_LOST);

        pass(Duration.ofMinutes(1));
        assertThat(storage.holds().list()).as("it may run at any moment").isNotEmpty();
        assertThatHealthNames(grid, "executor 'scripted'", hangs);
        assertThatDevicesComeFree();
    }

    @Test
    void anExecutorThatHangsWithItsNodesTakesNoJobAndItsRunsGoOn() {
        script = script.lasting(Duration.ofMinutes(1));
        AtomicBoolean hangs = new AtomicBoolean();
        GpuExecutor nodes = proxy(GpuExecutor.class, (method, args) -> {
            if (method.getName().equals("nodes") && hangs.get()) {
                gate.await();
            }
            return handOn(executor, method, args);
        });
        JobGrid grid = grid(nodes).build();
        grid.submit(spec(JOB));
        while (grid.status(JOB).status() != JobStatus.RUNNING) {
            loops.stepAll();
        }
        hangs.set(true);

        assertThat(runToItsEnd(grid, JOB).status()).isEqualTo(JobStatus.COMPLETED);
        grid.submit(spec(OTHER));
        pass(Duration.ofMinutes(1));
        assertThat(grid.status(OTHER).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(grid.operations().health()).anySatisfy(check -> {
            assertThat(check.name()).isEqualTo("executor scripted");
            assertThat(check.healthy()).isFalse();
        });

        hangs.set(false);
        assertThatHealthNames(grid, "executor 'scripted'", nodes);
        assertThat(runToItsEnd(grid, OTHER).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void anExecutorWhoseHousekeepingHangsRunsJobs() {
        GpuExecutor hangs =
                hanging(GpuExecutor.class, executor, "workloads", "removeExpiredArtifacts", "problem", "close");
        JobGrid grid = grid(hangs).build();

        assertThat(submitted(grid).status()).isEqualTo(JobStatus.COMPLETED);

        assertThatDevicesComeFree();
        grid.close();
        assertThat(hanging).hasPositiveValue();
    }

    @Test
    void aBlobStoreThatHangsPinsNoRun() {
        script = script.leaving(Map.of("file", new byte[1]));
        BlobStore hangs = hanging(BlobStore.class, storage.blobs(), "put", "disk");
        Storage stored = proxy(
                Storage.class,
                (method, args) -> method.getName().equals("blobs") ? hangs : handOn(storage, method, args));
        JobGrid grid = grid(executor).storage(stored).build();

        assertThat(submitted(grid).isTerminal()).isTrue();

        assertThatHealthNames(grid, "blob store", hangs);
        assertThatDevicesComeFree();
    }

    @Test
    void aSenderThatHangsIsGivenUpForThisTry() {
        CallbackSender hangs = hanging(
                CallbackSender.class, new ScriptedSender(delivery -> ScriptedSender.ok()), "send", "resting", "close");
        JobGrid grid = grid(executor).callbacks(hangs).build();
        grid.submit(JobSpec.builder("job", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(JOB)
                .callback(CallbackTarget.of("https://example.com/hook"))
                .build());
        assertThat(runToItsEnd(grid, JOB).status()).isEqualTo(JobStatus.COMPLETED);
        pass(Duration.ofMinutes(5));

        assertThat(grid.callbacks().report(JOB).orElseThrow().attempts()).hasSizeGreaterThan(1);
        assertThatHealthNames(grid, "callback sender", hangs);
    }

    /** So many callers hang with it, and no more. */
    private void assertThatOthersAreRefused(JobGrid grid, String port, Object part) {
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < MAX; i++) {
                JobId id = new JobId("hangs" + i);
                callers.execute(() -> grid.submit(spec(id)));
            }
            await("eight callers to hang")
                    .until(() -> grid.operations().health().stream()
                            .anyMatch(check -> check.detail().contains("has not answered " + MAX + " calls")));
            assertThatExceptionOfType(JobGridException.class)
                    .isThrownBy(() -> grid.submit(spec(OTHER)))
                    .withMessageContaining(port)
                    .withMessageContaining(part.getClass().getName())
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
            assertThat(hanging).hasValue(MAX);
            assertThatHealthNames(grid, port, part);
        } finally {
            gate.countDown();
            callers.shutdown();
        }
    }

    @Test
    void anAdmissionPolicyThatHangsKeepsEightCallersAtMost() {
        AdmissionPolicy hangs = hanging(AdmissionPolicy.class, caller -> AdmissionLimits.NONE, "limits");
        assertThatOthersAreRefused(grid(executor).admission(hangs).build(), "admission policy", hangs);
    }

    @Test
    void aCreditPolicyThatHangsKeepsEightCallersAtMost() {
        CreditPolicy hangs = hanging(CreditPolicy.class, caller -> false, "pays");
        assertThatOthersAreRefused(grid(executor).credits(hangs).build(), "credit policy", hangs);
    }

    @Test
    void aRouterThatHangsKeepsEightCallersAtMost() {
        Router hangs = hanging(Router.class, Router.standard(), "route");
        assertThatOthersAreRefused(grid(executor).router(hangs).build(), "router", hangs);
    }

    @Test
    @SuppressWarnings("unchecked")
    void aCatalogThatHangsKeepsOneCallerAndLeavesTheLastOneInForce() {
        Supplier<GpuCatalog> hangs = hanging(Supplier.class, GpuCatalog::builtIn, "get");
        JobGrid grid = grid(executor).catalog(hangs).build();
        Thread caller = new Thread(() -> grid.submit(spec(OTHER)));
        caller.start();
        await("the catalog to hang")
                .until(() -> grid.operations().health().stream()
                        .anyMatch(check -> check.detail().contains("GPU catalog")));

        assertThat(submitted(grid).status()).isEqualTo(JobStatus.COMPLETED);

        assertThatHealthNames(grid, "GPU catalog", hangs);
    }
}
