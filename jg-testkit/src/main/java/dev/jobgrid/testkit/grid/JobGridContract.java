package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.Feed;
import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.JobHandle;
import dev.jobgrid.Templates;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditBalance;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPage;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.templates.JobTemplate;
import dev.jobgrid.testkit.MovedClock;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.storage.BoundedBlobStore;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of every {@link JobGrid}, in this process or remote: the facade over a store in memory and a scripted
 * engine, with real threads and the system's clock, which is moved ahead where something takes long.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class JobGridContract {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final Duration LONG = Duration.ofHours(1);
    private static final GpuModel L4 = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
    private static final RunScript FOREVER = RunScript.prints("on it").lasting(LONG);

    private final Map<String, RunScript> scripts = new ConcurrentHashMap<>();
    private final Storage memory = new MemoryStorage();
    private final BoundedBlobStore blobs = new BoundedBlobStore(memory.blobs());
    private final Storage storage = blobs.in(memory);
    private final MovedClock clock = new MovedClock();
    private final ScriptedExecutor engine = new ScriptedExecutor(
            clock,
            List.of(new GpuNode(
                    new NodeName("node-1"),
                    "us-east",
                    IntStream.range(0, 2)
                            .mapToObj(i -> new GpuNode.Device("gpu" + i, L4, Usd.ofDollars(0.8), true))
                            .toList(),
                    1L << 40,
                    true)),
            request -> scripts.getOrDefault(request.key().job().id().value(), RunScript.prints("hello")));
    private final List<JobGrid> opened = new ArrayList<>();
    private JobGrid home = start(GridSettings.DEFAULT);
    private JobGrid grid;

    /**
     * The grid under test, for one caller; closed by the contract.
     *
     * @param home the grid of this process that it must lead to
     */
    protected abstract JobGrid open(JobGrid home, Caller caller) throws Exception;

    private JobGrid start(GridSettings settings) {
        return JobGrid.builder()
                .storage(storage)
                .executor(engine)
                .clock(clock)
                .settings(settings)
                .build();
    }

    private void restart(GridSettings settings) throws Exception {
        close();
        home = start(settings);
        begin();
    }

    private JobGrid as(Caller caller) throws Exception {
        JobGrid other = open(home, caller);
        opened.add(other);
        return other;
    }

    @BeforeEach
    void begin() throws Exception {
        grid = as(Caller.owner(WorkspaceId.DEFAULT));
    }

    @AfterEach
    void close() {
        opened.forEach(JobGrid::close);
        opened.clear();
        home.close();
    }

    private JobSpec.Builder spec(String id) {
        return JobSpec.builder("demo", "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime", WorkloadType.BATCH)
                .id(new JobId(id))
                .command("run");
    }

    /** Waits for it while time passes faster, so that what a grid waits for before it tries again comes soon. */
    private void hasten(String what, Duration step, Callable<Boolean> condition) {
        await(what).until(() -> {
            clock.advance(step);
            return condition.call();
        });
    }

    private Job hastened(JobHandle job) throws Exception {
        hasten("the end of " + job.id(), STEP, () -> job.status().isTerminal());
        return job.await(SOON);
    }

    private JobHandle submit(String id, RunScript script) {
        scripts.put(id, script);
        return grid.submit(spec(id).build());
    }

    private static GridSettings running(Duration timeout, RetryPolicy retry, boolean failsOnMissing) {
        return GridSettings.DEFAULT.withRunning(new GridSettings.Running(
                timeout, Duration.ofMillis(200), retry, failsOnMissing, Duration.ofMillis(100)));
    }

    private static ErrorCode refusal(Runnable call) {
        try {
            call.run();
        } catch (JobGridException e) {
            return e.code();
        }
        throw new AssertionError("the call was not refused");
    }

    @Test
    void aNodeThatCannotStartProgramsCostsNoAttemptAndTheJobWaitsForIt() throws Exception {
        restart(running(Duration.ofDays(1), RetryPolicy.infrastructure(2, Duration.ofMillis(50)), false));
        NodeName node = new NodeName("node-1");
        engine.breakNode(node, "iptables failed: no chain by that name", any -> true);
        List<JobHandle> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(submit("patient-" + i, RunScript.prints("at last")));
        }
        await().untilAsserted(() -> {
            clock.advance(STEP);
            assertThat(jobs)
                    .allSatisfy(job -> assertThat(job.status().attempt().delayReason())
                            .contains("node-1", "iptables failed: no chain by that name"));
        });
        assertThat(home.setAside()).singleElement().satisfies(aside -> {
            assertThat(aside.node()).isEqualTo("node-1");
            assertThat(aside.reason()).contains("iptables failed");
        });
        assertThat(home.health())
                .anySatisfy(check -> assertThat(check.detail()).contains("node-1", "iptables failed"))
                .anyMatch(check -> !check.healthy());

        engine.mendNode(node);

        for (JobHandle handle : jobs) {
            Job job = hastened(handle);
            assertThat(job.status()).as(job.state().reason()).isEqualTo(JobStatus.COMPLETED);
            assertThat(job.retryCount()).isZero();
            assertThat(job.attempt().delayReason()).isEmpty();
            assertThat(engine.started(new JobRef(WorkspaceId.DEFAULT, job.id())))
                    .hasSize(1);
        }
        assertThat(jobs)
                .anySatisfy(job -> assertThat(grid.events(job.id())).anySatisfy(event -> {
                    assertThat(event.type()).isEqualTo("job.node_fault");
                    assertThat(event.message()).contains("node-1", "iptables failed");
                }));
        assertThat(home.setAside()).isEmpty();
        assertThat(home.health()).allMatch(HealthCheck::healthy);
    }

    @Test
    void anImageThatCannotBeHadHoldsBackNoOtherJob() throws Exception {
        restart(running(Duration.ofDays(1), RetryPolicy.infrastructure(2, Duration.ofMillis(50)), false));
        scripts.put("away", RunScript.prints().breaking(Failure.Cause.IMAGE_UNAVAILABLE));
        JobHandle without = grid.submit(JobSpec.builder("demo", "registry.example/away:1-cuda12.1", WorkloadType.BATCH)
                .id(new JobId("away"))
                .command("run")
                .build());
        hasten("a second failure", STEP, () -> home.setAside().stream().anyMatch(aside -> aside.failures() > 1));

        assertThat(submit("there", RunScript.prints()).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);

        assertThat(home.setAside())
                .singleElement()
                .satisfies(aside -> assertThat(aside.image()).contains("registry.example/away:1-cuda12.1"));
        assertThat(home.health()).allMatch(HealthCheck::healthy);
        Job job = hastened(without);
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.IMAGE_UNAVAILABLE);
        assertThat(job.retryCount()).isEqualTo(2);
    }

    @Test
    void whatAlwaysFailsWhereOthersStartIsHeldAgainstTheJob() throws Exception {
        restart(running(Duration.ofDays(1), RetryPolicy.infrastructure(2, Duration.ofMillis(50)), false));
        NodeName node = new NodeName("node-1");
        engine.breakNode(node, "no such device", job -> job.id().value().equals("odd"));
        JobHandle odd = submit("odd", RunScript.prints());
        await().until(() -> !odd.status().attempt().delayReason().isEmpty());

        for (int i = 0; !odd.status().isTerminal(); i++) {
            clock.advance(STEP);
            assertThat(submit("even-" + i, RunScript.prints()).await(SOON).status())
                    .isEqualTo(JobStatus.COMPLETED);
        }

        Job job = odd.await(SOON);
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.state().reason()).contains("no such device");
        assertThat(job.retryCount()).isEqualTo(2);
    }

    @Test
    void aJobRunsFromSubmitToItsArtifact() throws Exception {
        scripts.put(
                "whole",
                RunScript.prints("one", "two", "three")
                        .leaving(Map.of("out/result.txt", "42".getBytes(StandardCharsets.UTF_8))));
        JobHandle handle = grid.submit(spec("whole")
                .files(new JobFiles(List.of(), List.of(), List.of("out/result.txt")))
                .build());

        Job job = handle.await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.attempt().placement().orElseThrow().gpuIds()).hasSize(1);
        assertThat(job.state().ending().collected().orElseThrow().missing()).isEmpty();
        assertThat(grid.logs(job.id(), LogQuery.after(0, 10)).lines())
                .extracting(LogLine::entryId)
                .containsExactly(1L, 2L, 3L);
        assertThat(grid.logs(job.id(), LogQuery.after(0, 10)).lines())
                .extracting(LogLine::message)
                .containsExactlyInAnyOrder("one", "two", "three");
        Artifact artifact = handle.artifacts().get(0);
        assertThat(artifact.path()).isEqualTo("out/result.txt");
        try (ArtifactDownload download = grid.download(job.id(), artifact.id(), 1)) {
            assertThat(download.body().readAllBytes()).asString().isEqualTo("2");
        }
        await().untilAsserted(() -> assertThat(engine.workloads()).isEmpty());
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void eventsComeInOrderAndEndWithTheTerminalOne() throws Exception {
        JobHandle handle = submit("events", RunScript.prints("x"));
        List<JobEvent> seen = new ArrayList<>();
        try (Feed<JobEvent> feed = handle.events()) {
            feed.forEachRemaining(seen::add);
        }

        assertThat(seen).extracting(JobEvent::type).startsWith("job.submitted", "job.queued", "job.assigned");
        assertThat(seen.get(seen.size() - 1).phase()).isEqualTo(ExecutionPhase.TERMINAL);
        assertThat(seen)
                .extracting(JobEvent::sequence)
                .isEqualTo(IntStream.rangeClosed(1, seen.size())
                        .mapToObj(i -> i * 10L)
                        .toList());
        assertThat(seen).extracting(JobEvent::id).doesNotHaveDuplicates();
    }

    @Test
    void aLogFeedStartedEarlyGivesEachLineOnce() {
        String[] lines = IntStream.range(0, 500).mapToObj(i -> "line " + i).toArray(String[]::new);
        JobHandle handle = submit("feed", RunScript.prints(lines).lasting(Duration.ofMillis(500)));
        List<LogLine> seen = new ArrayList<>();
        try (Feed<LogLine> feed = handle.logs()) {
            feed.forEachRemaining(seen::add);
        }

        assertThat(seen)
                .extracting(LogLine::entryId)
                .isEqualTo(IntStream.rangeClosed(1, 500).mapToObj(i -> (long) i).toList());
        assertThat(seen).extracting(LogLine::message).containsExactlyInAnyOrder(lines);
    }

    @Test
    void aPublisherGivesNoMoreThanAskedFor() throws InterruptedException {
        JobHandle handle = submit("publish", RunScript.prints("a", "b", "c"));
        List<String> got = new ArrayList<>();
        CountDownLatch complete = new CountDownLatch(1);
        handle.logPublisher().subscribe(new Flow.Subscriber<>() {
            private Optional<Flow.Subscription> subscription = Optional.empty();

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = Optional.of(given);
                given.request(1);
            }

            @Override
            public void onNext(LogLine line) {
                got.add(line.message());
                subscription.orElseThrow().request(1);
            }

            @Override
            public void onError(Throwable failure) {
                got.add(failure.toString());
                complete.countDown();
            }

            @Override
            public void onComplete() {
                complete.countDown();
            }
        });

        assertThat(complete.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(got).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aClosedFeedEndsForTheThreadThatWaits() throws InterruptedException {
        JobHandle handle = submit("closing", FOREVER);
        Feed<JobEvent> feed = handle.events();
        CountDownLatch ended = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            feed.forEachRemaining(event -> {});
            ended.countDown();
        });
        reader.start();
        await().until(() -> handle.status().status() == JobStatus.RUNNING);

        feed.close();

        assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aRunningJobIsCancelledAndItsFilesAreKept() throws Exception {
        JobHandle handle = submit("cancel", FOREVER.leaving(Map.of("partial.txt", new byte[3])));
        await().until(() -> handle.status().status() == JobStatus.RUNNING);

        Job cancelled = handle.cancel("enough");

        assertThat(cancelled.status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(cancelled.state().reason()).isEqualTo("enough");
        await().until(() -> engine.workloads().isEmpty());
        assertThat(handle.artifacts()).extracting(Artifact::path).containsExactly("partial.txt");
        assertThat(refusal(() -> handle.cancel("again"))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(grid.events(handle.id())).extracting(JobEvent::type).endsWith("job.cancelled", "artifact.collected");
    }

    @Test
    void aCancelledJobThatWaitsNeverStarts() throws Exception {
        submit("first", FOREVER);
        submit("second", FOREVER);
        JobHandle third = submit("third", FOREVER);
        await().until(() -> third.status().phase() == ExecutionPhase.WAITING_FOR_CAPACITY);
        third.cancel("");
        grid.job(new JobId("first")).cancel("");

        JobHandle fourth = submit("fourth", RunScript.prints("x"));

        assertThat(fourth.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(engine.started(grid.status(third.id()).ref())).isEmpty();
    }

    @Test
    void jobsBeyondTheGpusWaitAndThenRun() throws Exception {
        List<JobHandle> handles = IntStream.range(0, 6)
                .mapToObj(i -> submit("many" + i, RunScript.prints("x").lasting(Duration.ofMillis(50))))
                .toList();
        for (JobHandle handle : handles) {
            assertThat(handle.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        }
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aProgramThatFailsIsNotTriedAgain() throws Exception {
        Job job = submit("fails", RunScript.prints("oh").exiting(3)).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.NON_ZERO_EXIT);
        assertThat(job.attempt().outcome().orElseThrow().exitCode()).hasValue(3);
        assertThat(job.retryCount()).isZero();
    }

    @Test
    void aMachineThatFailsIsTriedAgainAsOftenAsThePolicySays() throws Exception {
        restart(running(LONG, RetryPolicy.infrastructure(2, Duration.ofMillis(10)), false));

        Job job = submit("unlucky", RunScript.prints().breaking(Failure.Cause.GPU_UNAVAILABLE))
                .await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.retryCount()).isEqualTo(2);
        assertThat(job.state().ending().failure().orElseThrow().retryable()).isTrue();
    }

    @Test
    void aProgramThatRunsTooLongIsStopped() throws Exception {
        restart(running(Duration.ofMillis(300), RetryPolicy.never(), false));

        Job job = submit("slow", FOREVER).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.attempt().outcome().orElseThrow().timedOut()).isTrue();
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.TIMED_OUT);
    }

    @Test
    void aRunThatTakesMoreDiskThanItMayIsStoppedAndFails() throws Exception {
        restart(running(LONG, RetryPolicy.infrastructure(2, Duration.ofMillis(10)), false)
                .withLimits(GridSettings.DEFAULT.limits().withMaxDiskBytes(1_000_000)));

        Job modest = submit(
                        "modest",
                        RunScript.prints().lasting(Duration.ofMillis(100)).taking(1_000_000))
                .await(SOON);
        Job greedy = submit("greedy", FOREVER.taking(1_000_001)).await(SOON);

        assertThat(modest.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(greedy.status()).isEqualTo(JobStatus.FAILED);
        Failure failure = greedy.state().ending().failure().orElseThrow();
        assertThat(failure.cause()).isEqualTo(Failure.Cause.OUT_OF_DISK);
        assertThat(failure.retryable()).isFalse();
        assertThat(told(greedy, "job.out_of_disk"))
                .singleElement()
                .asString()
                .contains("1000001 bytes", "1000000 are allowed");
    }

    private static RunScript printing(int lines) {
        return RunScript.prints(IntStream.range(0, lines)
                .mapToObj(i -> "a line of twenty bytes ")
                .toArray(String[]::new));
    }

    private List<String> messages(JobId job) {
        return grid.logs(job, LogQuery.after(0, 500)).lines().stream()
                .map(LogLine::message)
                .toList();
    }

    private void keepOfLogs(long bytes) throws Exception {
        restart(GridSettings.DEFAULT.withLimits(GridSettings.DEFAULT.limits().withMaxLogBytes(bytes)));
    }

    @Test
    void whatIsPrintedBeyondTheBoundIsDroppedWhichALineAndAnEventSay() throws Exception {
        keepOfLogs(10 * (23 + 16));

        Job fitting = submit("fitting", printing(10)).await(SOON);
        Job talkative = submit("talkative", printing(200)).await(SOON);

        assertThat(fitting.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(messages(fitting.id())).hasSize(10).containsOnly("a line of twenty bytes ");
        assertThat(told(fitting, "log.cut")).isEmpty();
        assertThat(talkative.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(messages(talkative.id())).hasSize(11).last().asString().contains("log truncated", "390 bytes");
        assertThat(told(talkative, "log.cut")).singleElement().asString().contains("390 bytes");
    }

    @Test
    void aGridThatTakesUpARunKeepsNoMoreOfItsLogThanTheFirstWouldHave() throws Exception {
        keepOfLogs(10 * (23 + 16));
        JobHandle job = submit("resumed", printing(100).lasting(LONG));
        Duration line = LONG.dividedBy(100);
        hasten("half of what is kept", line, () -> messages(job.id()).size() >= 5);
        keepOfLogs(10 * (23 + 16));
        hasten("the cut", line, () -> !told(grid.status(job.id()), "log.cut").isEmpty());
        keepOfLogs(10 * (23 + 16));
        clock.advance(LONG);

        await("the end").until(() -> grid.status(job.id()).isTerminal());

        assertThat(messages(job.id())).hasSize(11).last().asString().contains("log truncated");
        assertThat(told(grid.status(job.id()), "log.cut")).hasSize(1);
    }

    @Test
    void aMissingArtifactIsToldAndFailsTheJobOnlyIfTheEmbedderSaysSo() throws Exception {
        JobSpec spec = spec("lenient")
                .files(new JobFiles(List.of(), List.of(), List.of("never.txt")))
                .build();
        Job lenient = grid.submit(spec).await(SOON);
        restart(running(LONG, RetryPolicy.never(), true));
        Job strict =
                grid.submit(spec.toBuilder().id(new JobId("strict")).build()).await(SOON);

        assertThat(lenient.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(lenient.state().ending().collected().orElseThrow().missing())
                .containsExactly("/workspace/artifacts/never.txt");
        assertThat(grid.events(lenient.id())).extracting(JobEvent::type).endsWith("job.completed", "artifact.missing");
        assertThat(strict.status()).isEqualTo(JobStatus.FAILED);
    }

    private Job leaving(String id, GridSettings settings, Map<String, byte[]> files, String... expected)
            throws Exception {
        restart(settings);
        scripts.put(id, RunScript.prints().leaving(files));
        return hastened(grid.submit(spec(id).files(new JobFiles(List.of(), List.of(), List.of(expected)))
                .build()));
    }

    private static GridSettings.Limits limits(int files, long bytes) {
        return new GridSettings.Limits(1 << 20, Duration.ofMinutes(15), files, bytes);
    }

    private static UncollectedArtifacts leftovers(Job job) {
        return job.state().ending().collected().flatMap(Collected::leftovers).orElseThrow();
    }

    private List<String> told(Job job, String type) {
        return grid.events(job.id()).stream()
                .filter(event -> event.type().equals(type))
                .map(JobEvent::message)
                .toList();
    }

    @Test
    void ofTooManyFilesThoseExpectedAreKeptAndTheRestIsNamed() throws Exception {
        Job job = leaving(
                "litter",
                GridSettings.DEFAULT.withLimits(limits(2, 1 << 20)),
                Map.of("a", new byte[1], "b", new byte[1], "c", new byte[1], "d", new byte[1]),
                "d",
                "c");

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid.artifacts(job.id())).extracting(Artifact::path).containsExactly("c", "d");
        assertThat(job.state().ending().collected().orElseThrow().missing()).isEmpty();
        assertThat(leftovers(job).cause()).isEqualTo(Failure.Cause.ARTIFACT_TOO_LARGE);
        assertThat(leftovers(job).paths()).containsExactly("a", "b");
        assertThat(leftovers(job).node()).isEqualTo("node-1");
        assertThat(told(job, "artifact.failed"))
                .singleElement()
                .asString()
                .contains("a, b", "node-1", leftovers(job).place());
        await().untilAsserted(() -> assertThat(engine.kept()).containsExactly(job.run()));
        assertThat(engine.workloads()).isEmpty();
    }

    @Test
    void whatFitsBesideAnArtifactThatIsTooLargeIsKept() throws Exception {
        Job job = leaving(
                "checkpoint",
                GridSettings.DEFAULT.withLimits(limits(10, 100)),
                Map.of("a.log", new byte[50], "model.bin", new byte[101], "z.log", new byte[50]),
                "model.bin");

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(grid.artifacts(job.id())).extracting(Artifact::path).containsExactly("a.log", "z.log");
        assertThat(job.state().ending().collected().orElseThrow().missing())
                .containsExactly("/workspace/artifacts/model.bin");
        assertThat(leftovers(job).paths()).containsExactly("model.bin");
        assertThat(leftovers(job).expected()).isEqualTo(1);
    }

    @Test
    void roomIsSetAsideForWhatIsExpected() throws Exception {
        Job job = leaving(
                "crowded",
                GridSettings.DEFAULT.withLimits(limits(10, 100)),
                Map.of("a.log", new byte[50], "model.bin", new byte[80]),
                "model.bin");

        assertThat(grid.artifacts(job.id())).extracting(Artifact::path).containsExactly("model.bin");
        assertThat(leftovers(job).paths()).containsExactly("a.log");
    }

    @Test
    void anArtifactThatIsTooLargeFailsTheJobIfTheEmbedderSaysSo() throws Exception {
        GridSettings strict = running(LONG, RetryPolicy.never(), true).withLimits(limits(10, 100));
        Job failed = leaving("strict", strict, Map.of("a.log", new byte[50], "model.bin", new byte[101]), "model.bin");
        Job completed =
                leaving("unexpected", strict, Map.of("core", new byte[101], "model.bin", new byte[50]), "model.bin");

        assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
        assertThat(failed.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.ARTIFACT_TOO_LARGE);
        assertThat(failed.state().reason()).contains("model.bin", "node-1");
        assertThat(grid.artifacts(failed.id())).extracting(Artifact::path).containsExactly("a.log");
        assertThat(completed.status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void nothingStaysOnTheNodeIfTheEmbedderGrantsNoTime() throws Exception {
        Job job = leaving(
                "nothing-stays",
                GridSettings.DEFAULT
                        .withLimits(limits(10, 1))
                        .withCollecting(new GridSettings.Collecting(Duration.ofHours(6), Duration.ZERO)),
                Map.of("model.bin", new byte[101]));

        assertThat(leftovers(job).until()).isEmpty();
        assertThat(told(job, "artifact.failed")).singleElement().asString().contains("removed");
        await().untilAsserted(() -> assertThat(engine.workloads()).isEmpty());
        assertThat(engine.kept()).isEmpty();
    }

    @Test
    void theDevicesOfAProgramThatHasEndedAreFreeWhileItsFilesWaitForRoom() throws Exception {
        blobs.refuseBeyond(5);
        byte[] model = "weights".getBytes(StandardCharsets.UTF_8);
        scripts.put("first", RunScript.prints().leaving(Map.of("model.bin", model, "small", new byte[5])));
        JobHandle first = grid.submit(
                spec("first").gpu(GpuRequest.builder().count(2).build()).build());
        JobHandle second = grid.submit(
                spec("second").gpu(GpuRequest.builder().count(2).build()).build());

        assertThat(second.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        await().until(() -> !told(first.status(), "artifact.waiting").isEmpty());
        Job waiting = first.status();
        assertThat(waiting.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(waiting.phase()).isEqualTo(ExecutionPhase.CLEANUP);
        assertThat(waiting.state().message()).contains("there is no room");
        assertThat(first.artifacts()).extracting(Artifact::path).containsExactly("small");
        assertThat(home.health())
                .filteredOn(HealthCheck::isDegraded)
                .singleElement()
                .extracting(HealthCheck::detail)
                .asString()
                .contains("there is no room");
        blobs.takeAll();
        Job job = first.await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(first.artifacts()).extracting(Artifact::path).containsExactly("model.bin", "small");
        assertThat(job.state().ending().collected().orElseThrow().leftovers()).isEmpty();
        assertThat(home.health()).noneMatch(HealthCheck::isDegraded);
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void waitingForRoomGoesOnOverARestartOfTheGrid() throws Exception {
        blobs.refuseBeyond(0);
        JobHandle before = submit("patient", RunScript.prints("x").leaving(Map.of("a", new byte[1])));
        await().until(() -> !told(before.status(), "artifact.waiting").isEmpty());

        restart(GridSettings.DEFAULT);
        JobHandle other = grid.submit(
                spec("other").gpu(GpuRequest.builder().count(2).build()).build());
        assertThat(other.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        blobs.takeAll();
        Job job = grid.job(before.id()).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.retryCount()).isZero();
        assertThat(grid.artifacts(job.id())).hasSize(1);
        assertThat(told(job, "job.timed_out")).isEmpty();
    }

    @Test
    void filesThatFindNoRoomForTooLongStayOnTheNodeAndAreNamed() throws Exception {
        blobs.refuseBeyond(5);
        Map<String, byte[]> files = Map.of("model.bin", new byte[6], "small", new byte[5]);
        GridSettings brief = GridSettings.DEFAULT.withCollecting(
                new GridSettings.Collecting(Duration.ofSeconds(1), Duration.ofDays(7)));
        Job lenient = leaving("lenient", brief, files, "model.bin");
        Job strict =
                leaving("strict", running(LONG, RetryPolicy.never(), true).withCollecting(brief.collecting()), files);

        assertThat(lenient.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(lenient.state().ending().collected().orElseThrow().missing())
                .containsExactly("/workspace/artifacts/model.bin");
        assertThat(leftovers(lenient).cause()).isEqualTo(Failure.Cause.ARTIFACT_STORE_FULL);
        assertThat(leftovers(lenient).paths()).containsExactly("model.bin");
        assertThat(grid.artifacts(lenient.id())).extracting(Artifact::path).containsExactly("small");
        assertThat(strict.status()).isEqualTo(JobStatus.FAILED);
        assertThat(strict.state().ending().failure().orElseThrow().cause())
                .isEqualTo(Failure.Cause.ARTIFACT_STORE_FULL);
        await().untilAsserted(() -> assertThat(engine.kept()).containsExactlyInAnyOrder(lenient.run(), strict.run()));
        assertThat(engine.workloads()).isEmpty();
    }

    @Test
    void aCancelledJobsFilesThatFindNoRoomHoldNoDevice() throws Exception {
        blobs.refuseBeyond(0);
        scripts.put("stopped", RunScript.prints("x").lasting(LONG).leaving(Map.of("partial", new byte[1])));
        JobHandle stopped = grid.submit(
                spec("stopped").gpu(GpuRequest.builder().count(2).build()).build());
        await().until(() -> stopped.status().status() == JobStatus.RUNNING);
        stopped.cancel("enough");
        JobHandle next = grid.submit(
                spec("next").gpu(GpuRequest.builder().count(2).build()).build());

        assertThat(next.await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        blobs.takeAll();
        await().untilAsserted(() -> assertThat(stopped.artifacts()).hasSize(1));
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aRunGoesOnOverARestartOfTheGrid() throws Exception {
        JobHandle before =
                submit("survivor", RunScript.prints("a", "b", "c", "d").lasting(LONG));
        await().until(() -> before.status().status() == JobStatus.RUNNING);

        restart(GridSettings.DEFAULT);
        clock.advance(LONG);
        Job job = grid.job(before.id()).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.retryCount()).isZero();
        assertThat(grid.logs(job.id(), LogQuery.after(0, 10)).lines())
                .extracting(LogLine::message)
                .containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void aHandleSaysWhenTheWaitIsOver() {
        JobHandle handle = submit("waiting", FOREVER);

        assertThatThrownBy(() -> handle.await(Duration.ofMillis(20))).isInstanceOf(TimeoutException.class);
    }

    @Test
    void theSameIdAndDraftIsTheSameJobAndAnotherDraftAConflict() {
        Draft draft = Draft.of(spec("same").build());
        Receipt first = grid.submit(draft, SubmitOptions.NONE);
        Receipt again = grid.submit(draft, SubmitOptions.NONE);

        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.job().ref()).isEqualTo(first.job().ref());
        assertThat(refusal(() -> grid.submit(spec("same").name("other").build())))
                .isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void oneIdempotencyKeyMakesOneJob() {
        SubmitOptions key = SubmitOptions.idempotent("key-1");
        JobSpec spec =
                JobSpec.builder("demo", "acme/cuda:1", WorkloadType.BATCH).build();
        Receipt first = grid.submit(Draft.of(spec), key);
        Receipt again = grid.submit(Draft.of(spec), key);

        assertThat(again.replayed()).isTrue();
        assertThat(again.job().id()).isEqualTo(first.job().id());
        assertThat(refusal(() ->
                        grid.submit(Draft.of(spec.toBuilder().name("other").build()), key)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> grid.submit(Draft.of(spec), SubmitOptions.idempotent("k".repeat(256)))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void whoDoesNotWaitIsToldTheSame() throws Exception {
        Receipt receipt = grid.submitAsync(Draft.of(spec("later").build()), SubmitOptions.NONE)
                .toCompletableFuture()
                .get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(receipt.job().id()).isEqualTo(new JobId("later"));
        assertThat(grid.job(new JobId("later")).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
        Job job = grid.statusAsync(new JobId("later")).toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void whoDoesNotWaitIsToldWhyNot() throws Exception {
        JobGrid blind = as(new Caller(WorkspaceId.DEFAULT, "blind", Set.of(Scope.JOBS_ESTIMATE)));
        Draft draft = Draft.of(spec("later").build());

        assertThat(toldRefusal(blind.statusAsync(new JobId("x")))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(toldRefusal(blind.submitAsync(draft, SubmitOptions.NONE))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(toldRefusal(grid.statusAsync(new JobId("nobody")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(toldRefusal(grid.submitAsync(draft, new SubmitOptions(Optional.of("")))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private static ErrorCode toldRefusal(CompletionStage<?> stage) throws Exception {
        try {
            stage.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JobGridException refusal) {
                return refusal.code();
            }
            throw e;
        }
        throw new AssertionError("the call was not refused");
    }

    @Test
    void manyJobsAreTakenTogetherOrNotAtAll() {
        List<JobSpec> good = List.of(spec("a1").build(), spec("a2").build());
        List<JobSpec> bad =
                List.of(spec("b1").build(), spec("b2").name("x".repeat(200)).build());

        assertThat(grid.submitAll(good))
                .extracting(JobHandle::id)
                .extracting(JobId::value)
                .containsExactly("a1", "a2");
        assertThatThrownBy(() -> grid.submitAll(bad)).hasMessageStartingWith("jobs[1]: ");
        assertThat(refusal(() -> grid.status(new JobId("b1")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid.submitAll(
                        List.of(spec("c1").build(), spec("a1").name("another").build()))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(refusal(() -> grid.status(new JobId("c1")))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aJobThatNothingCouldRunIsRefusedWithEveryReason() {
        JobSpec spec =
                spec("huge").gpu(GpuRequest.builder().type("H100").build()).build();

        assertThatThrownBy(() -> grid.submit(spec)).isInstanceOfSatisfying(JobGridException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(e.checks()).hasSize(1);
            assertThat(e.checks().get(0).field()).contains("gpu_type");
        });
        assertThat(grid.estimate(spec).availability()).isEqualTo(Availability.UNAVAILABLE);
    }

    @Test
    void aJobThatIsQueuedAllTheSameIsRejectedWhenThePatienceEnds() throws Exception {
        restart(GridSettings.DEFAULT
                .withWork(new GridSettings.Work(
                        0,
                        true,
                        Duration.ofMillis(200),
                        GridSettings.DEFAULT.work().rules()))
                .withRunning(running(LONG, RetryPolicy.never(), false).running()));
        JobSpec spec =
                spec("hopeless").gpu(GpuRequest.builder().type("H100").build()).build();

        Job job = grid.submit(spec).await(SOON);

        assertThat(job.status()).isEqualTo(JobStatus.REJECTED);
        assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Failure.Cause.UNPLACEABLE);
    }

    @Test
    void workWithoutAGpuRunsWhereTheEmbedderAllowsIt() throws Exception {
        JobSpec spec = spec("cpu").image("alpine").build();
        assertThat(refusal(() -> grid.submit(spec))).isEqualTo(ErrorCode.CPU_ONLY_WORKLOAD_UNSUPPORTED);
        restart(GridSettings.DEFAULT.withWork(new GridSettings.Work(
                1, false, Duration.ofMinutes(1), GridSettings.DEFAULT.work().rules())));

        assertThat(grid.submit(spec).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void anEstimateWritesNothing() {
        assertThat(grid.estimate(spec("looked-at").build()).isAvailable()).isTrue();
        assertThat(grid.list(Optional.empty(), Optional.empty(), 10).jobs()).isEmpty();
    }

    @Test
    void anotherWorkspaceSeesNothing() throws Exception {
        JobHandle handle = submit("mine", FOREVER);
        JobGrid other = as(Caller.owner(new WorkspaceId("other")));

        assertThat(refusal(() -> other.status(handle.id()))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> other.cancel(handle.id(), ""))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> other.logs(handle.id(), LogQuery.tail(1)))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(other.list(Optional.empty(), Optional.empty(), 10).jobs()).isEmpty();
        assertThat(other.submit(spec("mine").name("theirs").build()).id()).isEqualTo(handle.id());
    }

    @Test
    void aCallerDoesWhatItsScopesAllow() throws Exception {
        JobHandle handle = submit("scoped", FOREVER);
        JobGrid reader = as(new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.LOGS_READ)));

        assertThat(reader.logs(handle.id(), LogQuery.tail(1)).job().id()).isEqualTo(handle.id());
        for (Runnable call : List.<Runnable>of(
                () -> reader.status(handle.id()),
                () -> reader.submit(spec("x").build()),
                () -> reader.estimate(spec("x").build()),
                () -> reader.job(handle.id()).events(),
                reader::inputs,
                () -> reader.cancel(handle.id(), ""))) {
            assertThat(refusal(call)).isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void anUploadIsWrittenOnceCheckedAndUsed() throws Exception {
        UploadSlot slot = grid.createUpload(new JobInput.InputFile("in.txt", "text/plain", InputKind.INPUT));
        assertThat(refusal(() -> grid.completeUpload(slot.input().id(), UploadCompletion.of(slot.token()))))
                .isEqualTo(ErrorCode.CONFLICT);
        upload(slot, "first");
        upload(slot, "second!");
        assertThat(refusal(() -> grid.completeUpload(slot.input().id(), UploadCompletion.of(new Secret("wrong")))))
                .isEqualTo(ErrorCode.FORBIDDEN);

        JobInput done = grid.completeUpload(slot.input().id(), UploadCompletion.of(slot.token()));

        assertThat(done.isReady()).isTrue();
        assertThat(done.content().orElseThrow().sizeBytes()).isEqualTo(7);
        assertThat(grid.completeUpload(slot.input().id(), UploadCompletion.of(slot.token())))
                .isEqualTo(done);
        assertThat(grid.completeUpload(slot.input().id(), told(slot, 7))).isEqualTo(done);
        assertThat(refusal(() -> grid.completeUpload(slot.input().id(), told(slot, 8))))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> upload(slot, "third"))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(grid.inputs()).containsExactly(done);
        JobSpec spec = spec("uses")
                .files(new JobFiles(List.of(done.id()), List.of(), List.of()))
                .build();
        assertThat(grid.submit(spec).await(SOON).status()).isEqualTo(JobStatus.COMPLETED);
    }

    private static UploadCompletion told(UploadSlot slot, long sizeBytes) {
        return new UploadCompletion(
                slot.token(), Optional.empty(), Optional.empty(), OptionalLong.of(sizeBytes), Optional.empty());
    }

    private void upload(UploadSlot slot, String text) {
        try {
            grid.upload(slot.input().id(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError("bytes in memory can be read", e);
        }
    }

    @Test
    void aFileNameThatIsNoNameIsRefused() {
        for (String name : new String[] {"", " ", ".", "..", "a/b", "a\\b", "a\0b", "ä".repeat(128)}) {
            assertThat(refusal(() -> grid.createUpload(new JobInput.InputFile(name, "text/plain", InputKind.INPUT))))
                    .as(name)
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
    }

    @Test
    void pagesOfJobsMissNoneAndRepeatNone() {
        grid.submitAll(
                IntStream.range(0, 25).mapToObj(i -> spec("page" + i).build()).toList());
        List<String> seen = new ArrayList<>();
        Optional<JobQuery.Cursor> cursor = Optional.empty();
        do {
            JobPage page = grid.list(Optional.empty(), cursor, 10);
            page.jobs().forEach(job -> seen.add(job.id().value()));
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(Stream.iterate(0, i -> i + 1)
                        .limit(25)
                        .map(i -> "page" + i)
                        .toList());
    }

    @Test
    void closingTwiceIsClosingOnceAndAClosedGridIsNotHealthy() {
        assertThat(grid.isHealthy()).isTrue();
        grid.close();
        grid.close();
        assertThat(grid.isHealthy()).isFalse();
    }

    private void startPaying(Usd credits) throws Exception {
        startPaying(credits, GridSettings.DEFAULT);
    }

    private void startPaying(Usd credits, GridSettings settings) throws Exception {
        close();
        home = JobGrid.builder()
                .storage(storage)
                .executor(engine)
                .clock(clock)
                .settings(settings)
                .credits(CreditPolicy.everyone())
                .build();
        home.credits().topUp(credits, "at first");
        begin();
    }

    private List<CreditMovement.Kind> moved() {
        return grid.credits().history(OptionalLong.empty(), 100).movements().stream()
                .map(CreditMovement::kind)
                .toList();
    }

    @Test
    void aGridThatKeepsNoCreditsSaysSo() {
        assertThat(refusal(() -> grid.credits().balance())).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid.credits().history(OptionalLong.empty(), 10)))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aJobHoldsCreditsBackAndIsChargedForItsRun() throws Exception {
        startPaying(Usd.ofDollars(5));
        Usd held = grid.estimate(spec("paid").build()).cost().max();

        JobHandle handle = submit("paid", FOREVER);
        assertThat(grid.credits().balance()).isEqualTo(new CreditBalance(new Usd(5_000_000 - held.micros()), held));
        await().until(() -> handle.status().status() == JobStatus.RUNNING);
        Usd charged = grid.cancel(handle.id(), "enough").state().cost().actual().orElseThrow();

        assertThat(charged).isGreaterThan(Usd.ZERO).isLessThan(held);
        assertThat(grid.credits().balance())
                .isEqualTo(new CreditBalance(new Usd(5_000_000 - charged.micros()), Usd.ZERO));
        assertThat(moved())
                .containsExactly(
                        CreditMovement.Kind.SETTLEMENT, CreditMovement.Kind.RESERVATION, CreditMovement.Kind.TOP_UP);
        CreditMovement settled =
                grid.credits().history(OptionalLong.empty(), 1).movements().get(0);
        assertThat(settled.job()).contains(handle.id());
        assertThat(settled.gain(CreditAccount.REVENUE)).isEqualTo(charged.micros());
        assertThat(settled.gain(CreditAccount.RESERVED)).isEqualTo(-held.micros());
    }

    @Test
    void historyGoesFromPageToPage() throws Exception {
        startPaying(Usd.ofDollars(5));
        submit("one", FOREVER);

        CreditPage first = grid.credits().history(OptionalLong.empty(), 1);
        CreditPage second = grid.credits().history(first.next(), 1);

        assertThat(first.movements()).extracting(CreditMovement::number).containsExactly(2L);
        assertThat(second.movements()).extracting(CreditMovement::number).containsExactly(1L);
        assertThat(second.movements().get(0).reference()).contains("at first");
        assertThat(second.next()).isEmpty();
    }

    @Test
    void whoHasTooFewCreditsIsToldWhatIsMissingAndNothingIsTaken() throws Exception {
        startPaying(new Usd(1_000));

        assertThatThrownBy(() -> submit("poor", FOREVER)).isInstanceOfSatisfying(JobGridException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.INSUFFICIENT_FUNDS);
            assertThat(refused).hasMessageContaining("$0.001000").hasMessageContaining("top up");
            assertThat(refused.checks()).extracting(Check::code).containsExactly(ErrorCode.INSUFFICIENT_FUNDS);
        });

        assertThat(refusal(() -> grid.status(new JobId("poor")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(moved()).containsExactly(CreditMovement.Kind.TOP_UP);
    }

    @Test
    void jobsHandedInTogetherAreAllCoveredOrNoneIsTaken() throws Exception {
        Usd one = grid.estimate(spec("any").build()).cost().max();
        startPaying(one.times(2));

        assertThat(refusal(() -> grid.submitAll(
                        List.of(spec("a").build(), spec("b").build(), spec("c").build()))))
                .isEqualTo(ErrorCode.INSUFFICIENT_FUNDS);
        assertThat(moved()).containsExactly(CreditMovement.Kind.TOP_UP);
        assertThat(grid.submitAll(List.of(spec("a").build(), spec("b").build())))
                .hasSize(2);
        // Those are answered again as they were, though nothing is left.
        assertThat(grid.submit(Draft.of(spec("a").build()), SubmitOptions.NONE).replayed())
                .isTrue();
    }

    @Test
    void aJobThatWaitsIsGivenAllBackWhenItIsCancelled() throws Exception {
        startPaying(Usd.ofDollars(50));
        submit("first", FOREVER);
        submit("second", FOREVER);
        JobHandle waiting = submit("third", FOREVER);

        assertThat(grid.cancel(waiting.id(), "no more").state().cost().actual()).contains(Usd.ZERO);

        CreditMovement settled =
                grid.credits().history(OptionalLong.empty(), 1).movements().get(0);
        assertThat(settled.job()).contains(waiting.id());
        assertThat(settled.gain(CreditAccount.REVENUE)).isZero();
        assertThat(settled.gain(CreditAccount.AVAILABLE)).isEqualTo(-settled.gain(CreditAccount.RESERVED));
    }

    @Test
    void whatHasNoPriceIsNotTakenFromThoseWhoPay() throws Exception {
        GridSettings.Work work = GridSettings.DEFAULT.work();
        GridSettings queues = GridSettings.DEFAULT.withWork(
                new GridSettings.Work(work.cpuSlotsPerNode(), true, work.patience(), work.rules()));
        JobSpec nowhere =
                spec("nowhere").gpu(GpuRequest.builder().type("H100").build()).build();
        startPaying(Usd.ofDollars(50), queues);
        assertThat(refusal(() -> grid.submit(nowhere))).isEqualTo(ErrorCode.CONFLICT);
        restart(queues);
        assertThat(grid.submit(nowhere).id()).isEqualTo(new JobId("nowhere"));
    }

    @Test
    void whatWasHeldIsSettledAlsoWhenNobodyPaysAnyMore() throws Exception {
        startPaying(Usd.ofDollars(5));
        submit("held", FOREVER);

        restart(GridSettings.DEFAULT);
        grid.cancel(new JobId("held"), "enough");

        startPaying(Usd.ofDollars(5));
        assertThat(grid.credits().balance().reserved()).isEqualTo(Usd.ZERO);
        assertThat(moved())
                .containsExactly(
                        CreditMovement.Kind.SETTLEMENT, CreditMovement.Kind.RESERVATION, CreditMovement.Kind.TOP_UP);
    }

    @Test
    void creditsAreAWorkspacesOwnAndTheOperatorsToGive() throws Exception {
        startPaying(Usd.ofDollars(5));
        JobGrid other = as(new Caller(new WorkspaceId("other"), "reader", Set.of(Scope.JOBS_READ)));

        assertThat(other.credits().balance()).isEqualTo(CreditBalance.NONE);
        assertThat(other.credits().history(OptionalLong.empty(), 10).movements())
                .isEmpty();
        JobGrid someone = as(new Caller(WorkspaceId.DEFAULT, "someone", Set.of(Scope.values())));
        assertThat(refusal(() -> someone.credits().topUp(Usd.ofDollars(1), "mine")))
                .isEqualTo(ErrorCode.FORBIDDEN);
        JobGrid blind = as(new Caller(WorkspaceId.DEFAULT, "blind", Set.of(Scope.JOBS_SUBMIT)));
        assertThat(refusal(() -> blind.credits().balance())).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> home.credits().topUp(Usd.ZERO, "nothing"))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> home.credits().topUp(Usd.ofDollars(1), " "))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal(() -> home.credits().topUp(Usd.ofDollars(4), "at first")))
                .isEqualTo(ErrorCode.CONFLICT);
        home.credits().topUp(Usd.ofDollars(5), "at first");
        assertThat(grid.credits().balance().available()).isEqualTo(Usd.ofDollars(5));
    }

    private static JobTemplate template(String slug, String image) {
        return new JobTemplate(
                slug,
                JobSpec.draft()
                        .name("of " + slug)
                        .image(image)
                        .workloadType(WorkloadType.BATCH)
                        .command("run", slug)
                        .gpu(GpuRequest.builder().type("L4").build())
                        .build());
    }

    @Test
    void aJobTakesFromItsTemplateWhatItLeavesOut() {
        home.templates().put(template("transcribe", "acme/transcribe:3-cuda12"));

        JobSpec bare =
                JobSpec.draft().template("transcribe").id(new JobId("bare")).build();
        JobSpec named = JobSpec.draft()
                .template("transcribe")
                .id(new JobId("named"))
                .name("mine")
                .command("other")
                .build();
        grid.submit(bare);
        grid.submit(named);

        assertThat(grid.status(new JobId("bare")).spec().name()).isEqualTo("of transcribe");
        assertThat(grid.status(new JobId("bare")).spec().image()).isEqualTo("acme/transcribe:3-cuda12");
        assertThat(grid.status(new JobId("named")).spec().name()).isEqualTo("mine");
        assertThat(home.status(new JobId("named")).spec().command()).contains(Command.of("other"));
        assertThat(home.status(new JobId("bare")).spec().gpu().type()).contains("L4");
        assertThat(grid.estimate(Draft.of(JobSpec.draft().template("transcribe").build()))
                        .screening()
                        .canSubmit())
                .isTrue();
    }

    @Test
    void aReceiptWarnsOfWhatTheEstimateWarnsOf() {
        JobSpec spec = spec("warned")
                .callback(CallbackTarget.of("https://example.com/done"))
                .build();
        Draft draft = new Draft(spec, List.of(), List.of("'colour' is not a field of this request, and is ignored"));

        List<String> warnings = grid.submit(draft, SubmitOptions.NONE).warnings();

        assertThat(warnings).isEqualTo(grid.estimate(draft).warnings());
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("'colour'");
        assertThat(warnings.get(1)).contains("callback_url", "this grid sends no callbacks");
        assertThat(grid.submit(Draft.of(spec("plain").build()), SubmitOptions.NONE)
                        .warnings())
                .isEmpty();
    }

    @Test
    void draftsTakenTogetherHaveTheirWarnings() {
        Draft odd = new Draft(spec("d1").build(), List.of(), List.of("'colour' is ignored"));
        Draft plain = Draft.of(spec("d2").build());
        Check problem = Check.invalid("precision", "precision is unknown");
        Draft broken = new Draft(spec("d3").build(), List.of(problem), List.of());

        List<Receipt> taken = grid.submitDrafts(List.of(odd, plain));

        assertThat(taken).extracting(receipt -> receipt.job().id().value()).containsExactly("d1", "d2");
        assertThat(taken).extracting(Receipt::warnings).containsExactly(List.of("'colour' is ignored"), List.of());
        assertThatThrownBy(() -> grid.submitDrafts(List.of(Draft.of(spec("d4").build()), broken)))
                .hasMessageStartingWith("jobs[1]: precision is unknown");
        assertThat(refusal(() -> grid.status(new JobId("d4")))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void anUnknownTemplateIsRefusedWithThoseThatThereAre() {
        JobSpec unknown = JobSpec.draft().template("nothing").build();
        assertThatThrownBy(() -> grid.submit(unknown)).hasMessageContaining("this workspace has none");
        for (int i = 10; i < 22; i++) {
            home.templates().put(template("t-" + i, "acme/app:1"));
        }

        assertThatThrownBy(() -> grid.submit(unknown))
                .isInstanceOfSatisfying(
                        JobGridException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("'nothing'; there are t-10, t-11,")
                .hasMessageContaining("t-19 and 2 others");
        assertThat(grid.estimate(unknown).screening().canSubmit()).isFalse();
    }

    @Test
    void templatesAreAWorkspacesOwnOrTheEmbeddersForAll() throws Exception {
        JobTemplate given = template("given", "acme/given:1");
        restart(GridSettings.DEFAULT.withTemplates(Map.of("given", given.draft())));
        JobGrid other = as(Caller.owner(new WorkspaceId("other")));
        JobTemplate own = template("own", "acme/own:1");
        home.templates().put(own);

        assertThat(grid.templates().list()).containsExactly(given, own);
        assertThat(other.templates().list()).containsExactly(given);
        assertThat(grid.templates().get("own")).isEqualTo(own);
        assertThat(refusal(() -> other.templates().get("own"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> grid.templates().get("../jobs"))).isEqualTo(ErrorCode.NOT_FOUND);

        JobTemplate mine = template("given", "acme/mine:1");
        home.templates().put(mine);
        assertThat(grid.templates().get("given")).isEqualTo(mine);
        home.templates().remove("given");
        assertThat(grid.templates().get("given")).isEqualTo(given);
        assertThat(refusal(() -> home.templates().remove("given"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aTemplateHoldsWhatItFillsInAndNoMoreOfThemThanAllowed() throws Exception {
        JobSpec odd = template("odd", "not an image!").draft().toBuilder()
                .timeout(LONG)
                .template("other")
                .build();
        assertThatThrownBy(() -> home.templates().put(new JobTemplate("/", odd)))
                .isInstanceOfSatisfying(JobGridException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(refused.checks())
                            .extracting(check -> check.field().orElse(""))
                            .containsExactly("slug", "image", "timeout_seconds", "template_slug");
                });
        for (int i = 0; i < Templates.MAX_TEMPLATES; i++) {
            home.templates().put(template("t-" + i, "acme/app:1"));
        }
        assertThat(refusal(() -> home.templates().put(template("one-more", "acme/app:1"))))
                .isEqualTo(ErrorCode.CONFLICT);
        home.templates().put(template("t-1", "acme/app:2"));
        JobGrid reader = as(new Caller(WorkspaceId.DEFAULT, "reader", Set.of(Scope.JOBS_READ)));
        assertThat(reader.templates().list()).hasSize(Templates.MAX_TEMPLATES);
        assertThat(refusal(() -> reader.templates().put(template("t-2", "acme/app:2"))))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> reader.templates().remove("t-2"))).isEqualTo(ErrorCode.FORBIDDEN);
    }
}
