package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobHandle;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.EngineTimeouts;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.testkit.engine.PrivateEngine;
import dev.jobgrid.testkit.executor.Gates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of a whole grid on real Engines. */
class GridTest {
    private static final String SEE = "ls /dev | grep nvidia; " + Gates.await("end") + "sleep 0.2";

    private static final EngineTimeouts ENDLESS_CALLS = TestEngines.OUTAGE.withCall(Duration.ofHours(1));

    @TempDir
    private Path folder;

    private static DockerExecutorBuilder outage(String grid, PrivateEngine engine) {
        return TestEngines.executor(grid, TestEngines.of(engine)).timing(TestEngines.OUTAGE);
    }

    @Test
    void eightJobsShareFourGpusAndEachSeesItsOwn() throws Exception {
        Gates gates = new Gates(folder);
        try (TestGrid test =
                new TestGrid(TestEngines.executor("sharing", TestEngines.hook()).mount(gates.mount()))) {
            Map<JobHandle, Integer> jobs = new HashMap<>();
            for (int i = 0; i < 8; i++) {
                int gpus = 1 + i % 2;
                jobs.put(
                        test.grid.submit(test.spec(gpus, SEE)
                                .files(JobFiles.NONE.mounts(Gates.MOUNT))
                                .build()),
                        gpus);
            }
            await("two at once")
                    .until(() -> jobs.keySet().stream()
                                    .filter(job -> !test.lines(job).isEmpty())
                                    .count()
                            > 1);
            gates.open("end");
            Map<String, List<Span>> uses = new HashMap<>();
            for (Map.Entry<JobHandle, Integer> entry : jobs.entrySet()) {
                Job job = TestGrid.end(entry.getKey());
                assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
                List<String> allocated = job.attempt().placement().orElseThrow().gpuIds();
                assertThat(test.lines(entry.getKey()))
                        .hasSize(entry.getValue())
                        .containsExactlyElementsOf(allocated.stream()
                                .sorted()
                                .map(id -> "nvidia" + id)
                                .toList());
                List<LogLine> lines =
                        test.grid.logs(job.id(), LogQuery.after(0, 10)).lines();
                Span span = new Span(
                        lines.get(0).at(), job.state().times().finished().orElseThrow());
                allocated.forEach(
                        id -> uses.computeIfAbsent(id, key -> new ArrayList<>()).add(span));
            }
            assertThat(uses).hasSize(4);
            assertThat(uses)
                    .allSatisfy((gpu, spans) -> assertThat(spans)
                            .allSatisfy(one ->
                                    assertThat(spans).filteredOn(one::overlaps).containsExactly(one)));
            assertThat(uses.values().stream().flatMap(List::stream))
                    .as("some of them ran at once")
                    .anySatisfy(one -> assertThat(uses.values().stream().flatMap(List::stream))
                            .anyMatch(other -> !other.equals(one) && other.overlaps(one)));
        }
    }

    /** From when a program saw its devices to its job's end. */
    private record Span(Instant from, Instant to) {
        boolean overlaps(Span other) {
            return from.isBefore(other.to) && other.from.isBefore(to);
        }
    }

    @Test
    void aJobThatTakesTooLongIsTimedOut() throws Exception {
        try (TestGrid test = new TestGrid(TestEngines.executor("ends", TestEngines.plain()))) {
            JobHandle handle =
                    test.grid.submit(test.spec(1, "echo part > /workspace/artifacts/part; echo up; sleep 1000")
                            .timeout(Duration.ofMinutes(10))
                            .build());
            await("the program").until(() -> test.lines(handle).contains("up"));
            test.letPass(Duration.ofMinutes(10));
            Job job = TestGrid.end(handle);
            assertThat(job.state().ending().failure().orElseThrow().cause()).isEqualTo(Cause.TIMED_OUT);
            assertThat(test.grid.artifacts(job.id()).list())
                    .extracting(a -> a.path())
                    .containsExactly("part");
        }
    }

    @Test
    void aCancelledJobIsAskedToEndAndKilledAfterTheGrace() throws Exception {
        assertThat(timeOfACancelledJob()).isGreaterThanOrEqualTo(TestGrid.GRACE);
    }

    @Test
    @Tag("stress")
    void aCancelledJobIsKilledAsSoonAsTheGraceIsOver() throws Exception {
        assertThat(timeOfACancelledJob()).isBetween(TestGrid.GRACE, TestGrid.GRACE.plus(Duration.ofSeconds(2)));
    }

    /** How much time a program that does not want to end had for that, by the clock of its Engine. */
    private static Duration timeOfACancelledJob() throws Exception {
        try (TestGrid test = new TestGrid(TestEngines.executor("cancelled", TestEngines.plain()))) {
            JobHandle job = test.submit(4, "trap '' TERM; echo part > /workspace/artifacts/part; echo up; sleep 1000");
            await("the program").until(() -> test.lines(job).contains("up"));

            assertThat(job.cancel("enough").status()).isEqualTo(JobStatus.CANCELLED);

            await("its files")
                    .untilAsserted(() -> assertThat(job.artifacts())
                            .extracting(a -> a.path())
                            .containsExactly("part"));
            assertThat(TestGrid.end(test.submit(4, "true")).status())
                    .as("its GPUs are free")
                    .isEqualTo(JobStatus.COMPLETED);
            List<EngineEvent> signals = EngineEvent.of(TestEngines.plain().uri()).stream()
                    .filter(event -> event.job().equals(job.id().value())
                            && !event.signal().isEmpty())
                    .toList();
            EngineEvent term = EngineEvent.first(signals, "15");
            EngineEvent kill = EngineEvent.first(signals, "9");
            return Duration.between(term.at(), kill.at());
        }
    }

    @Test
    void anExpectedArtifactThatIsMissingIsTold() throws Exception {
        try (TestGrid test = new TestGrid(TestEngines.executor("missing", TestEngines.plain()))) {
            JobHandle handle = test.grid.submit(test.spec(1, "echo x > /workspace/artifacts/there")
                    .files(new JobFiles(List.of(), List.of(), List.of("there", "models/gone.bin")))
                    .build());
            Job job = TestGrid.end(handle);
            assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(job.state().ending().collected().orElseThrow().missing())
                    .containsExactly("/workspace/artifacts/models/gone.bin");
            assertThat(test.events(handle)).anyMatch(text -> text.contains("models/gone.bin"));
        }
    }

    @Test
    void filesBeyondTheLimitsAreNotKeptAndTheJobIsToldSo() throws Exception {
        GridSettings.Limits limits = new GridSettings.Limits(1 << 20, Duration.ofMinutes(1), 3, 1 << 20);
        try (TestGrid test = new TestGrid(TestEngines.executor("limits", TestEngines.plain()), limits)) {
            // A sparse file takes no room where it is, and all of it on the way.
            JobHandle large =
                    test.grid.submit(test.spec(1, "cd /workspace/artifacts; echo 1 > a; truncate -s 200G b; echo 2 > c")
                            .files(new JobFiles(List.of(), List.of(), List.of("c", "b")))
                            .build());
            JobHandle many = test.submit(1, "cd /workspace/artifacts; for i in 1 2 3 4 5; do echo $i > $i; done");
            assertThat(TestGrid.end(large).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(large.artifacts())
                    .extracting(a -> a.path())
                    .contains("c")
                    .isSubsetOf("a", "c");
            assertThat(large.status().state().ending().collected().orElseThrow().missing())
                    .containsExactly("/workspace/artifacts/b");
            UncollectedArtifacts left = large.status()
                    .state()
                    .ending()
                    .collected()
                    .orElseThrow()
                    .leftovers()
                    .orElseThrow();
            assertThat(left.paths()).contains("b");
            assertThat(test.events(large)).anyMatch(text -> text.contains(left.place()) && text.contains("plain"));
            await("their removal").until(() -> test.executor.workloads().isEmpty());
            String kept = KeptFiles.container(left.place());
            EngineApi api = TestEngines.api(TestEngines.plain());
            test.executor.removeExpiredArtifacts(left.until().orElseThrow().minusSeconds(1));
            assertThat(api.inspect(kept)).isPresent();
            test.executor.removeExpiredArtifacts(left.until().orElseThrow());
            assertThat(api.inspect(kept)).isEmpty();
            assertThat(TestGrid.end(many).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(many.artifacts()).hasSize(3);
            assertThat(test.events(many))
                    .anyMatch(text -> text.contains("they exceed the limits of a run's artifacts"));
        }
    }

    @Test
    void aContainerOfAJobThatNobodyKnowsIsLeftAloneAndTold() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        Logger log = Logger.getLogger("dev.jobgrid.internal.schedule.Sweep");
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                told.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(listener);
        DockerExecutorBuilder builder = TestEngines.executor("stray", TestEngines.plain());
        try (TestRuns others = new TestRuns(builder)) {
            Run stray = others.shell("echo up; sleep 1000");
            TestRuns.firstLine(stray);
            try (TestGrid test = new TestGrid(builder)) {
                await().until(() -> told.stream().anyMatch(text -> text.contains("does not know; ignored")));
                assertThat(told).singleElement().asString().contains(stray.key().toString());
                assertThat(TestGrid.end(test.submit(1, "true")).status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(test.executor.workloads()).contains(stray.key());
                assertThat(stray.exit(Duration.ZERO)).isEmpty();
                stray.stop(Duration.ZERO);
                TestRuns.exit(stray);
                stray.remove();
            }
        } finally {
            log.removeHandler(listener);
        }
    }

    @Test
    void anEngineThatHangsLosesNoJobAndHoldsBackNoCancel() throws Exception {
        hang(0);
    }

    @Test
    @Tag("stress")
    void anEngineThatHangsForAMinuteLosesNoJobAndHoldsBackNoCancel() throws Exception {
        hang(60);
    }

    private void hang(int seconds) throws Exception {
        Gates gates = new Gates(folder);
        try (PrivateEngine engine = TestEngines.start();
                TestGrid test = new TestGrid(outage("hang", engine).mount(gates.mount()));
                // Its calls wait for as long as the Engine is held.
                TestGrid calling = new TestGrid(outage("calling", engine).timing(ENDLESS_CALLS))) {
            JobHandle runs = test.submitGated(
                    "echo one; " + Gates.await("meanwhile") + "echo two; " + Gates.await("end") + "exit 0");
            JobHandle ends = test.submitGated("echo one; " + Gates.await("meanwhile") + "exit 0");
            JobHandle cancelled = calling.submit(1, "echo one; sleep 1000");
            await("the programs")
                    .until(() -> test.lines(runs).contains("one")
                            && test.lines(ends).contains("one")
                            && calling.lines(cancelled).contains("one"));
            engine.hold();
            JobHandle waits;
            try {
                await("the Engine to be away")
                        .until(() -> !test.executor.nodes().get(0).isAccepting());
                waits = test.submit(1, "sleep 0.2");
                assertThat(cancelled.cancel("enough").status()).isEqualTo(JobStatus.CANCELLED);
                gates.open("meanwhile");
                await("word of the Engine")
                        .until(() -> test.events(runs).stream().anyMatch(text -> text.contains("does not answer")));
                await("word of the wait")
                        .until(() -> test.events(waits).stream().anyMatch(text -> text.contains("waits")));
                TimeUnit.SECONDS.sleep(seconds);
                assertThat(runs.status().status()).isEqualTo(JobStatus.RUNNING);
                assertThat(ends.status().status()).isEqualTo(JobStatus.RUNNING);
            } finally {
                engine.release();
            }
            await("what was printed meanwhile").until(() -> test.lines(runs).contains("two"));
            gates.open("end");
            for (JobHandle job : List.of(runs, ends, waits)) {
                Job ended = TestGrid.end(job);
                assertThat(ended.status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(ended.attempt().number()).isEqualTo(1);
            }
            assertThat(test.lines(runs)).containsExactly("one", "two");
            assertThat(test.events(runs)).anyMatch(text -> text.contains("answers again"));
            await("the containers to be gone")
                    .untilAsserted(() -> assertThat(engine.docker("ps -aq")).isEmpty());
            await("the Engine to take jobs")
                    .until(() -> test.executor.nodes().get(0).isAccepting());
        }
    }

    @Test
    void jobsOfAnEngineThatIsKilledWithItsContainersAreRunAgain() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                TestGrid test = new TestGrid(outage("killed", engine).mount(new Gates(folder).mount()))) {
            List<JobHandle> jobs = running(
                    test,
                    "trap 'exit 0' TERM; echo $JUNGLEGRID_ATTEMPT;"
                            + " while [ $JUNGLEGRID_ATTEMPT = 1 ]; do sleep 0.1; done; echo end; sleep 0.2");
            engine.kill();
            engine.restart();
            for (JobHandle job : jobs) {
                Job ended = TestGrid.end(job);
                assertThat(ended.status()).as("%s", test.events(job)).isEqualTo(JobStatus.COMPLETED);
                assertThat(ended.attempt().number()).isEqualTo(2);
                assertThat(test.lines(job)).containsExactly("1", "2", "end");
            }
            await("containers and volumes to be gone")
                    .untilAsserted(
                            () -> assertThat(engine.docker("ps -aq; docker -H " + engine.uri() + " volume ls -q"))
                                    .isEmpty());
        }
    }

    @Test
    void containersThatOutliveTheirEngineAreFollowedOn() throws Exception {
        Gates gates = new Gates(folder);
        try (PrivateEngine engine = TestEngines.start("--live-restore");
                TestGrid test = new TestGrid(outage("restored", engine).mount(gates.mount()))) {
            List<JobHandle> jobs = running(
                    test,
                    "echo 1; " + Gates.await("killed") + "echo 2; : > /workspace/mounts/gates/printed.$(hostname); "
                            + Gates.await("restarted") + "echo 3; sleep 0.2; exit $JUNGLEGRID_GPU_COUNT");
            engine.kill();
            gates.open("killed");
            await("what they print while there is no Engine")
                    .until(() -> folder.toFile().list((of, name) -> name.startsWith("printed.")).length == jobs.size());
            engine.restart();
            gates.open("restarted");
            for (JobHandle job : jobs) {
                Job ended = TestGrid.end(job);
                assertThat(ended.attempt().number()).as("%s", test.events(job)).isEqualTo(1);
                assertThat(ended.attempt().outcome().orElseThrow().exitCode()).hasValue(1);
                assertThat(test.lines(job)).containsExactly("1", "2", "3");
            }
        }
    }

    /** Four jobs that have begun to print. */
    private static List<JobHandle> running(TestGrid test, String script) {
        List<JobHandle> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(test.submitGated(script));
        }
        await("the programs")
                .until(() -> jobs.stream().noneMatch(job -> test.lines(job).isEmpty()));
        return jobs;
    }

    @Test
    void aRunOfAnEngineThatStaysAwayIsGivenUpWhenThePatienceEnds() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                TestRuns runs = new TestRuns(outage("lost", engine).engineDownTimeout(Duration.ofSeconds(1)))) {
            Run run = runs.shell("echo ready; sleep 1000");
            TestRuns.firstLine(run);
            engine.hold();
            try {
                assertThat(TestRuns.exit(run).cause()).contains(Cause.WORKER_LOST);
            } finally {
                engine.release();
            }
            // As long as the Engine is held for away it is not asked.
            await("removal")
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .untilAsserted(run::remove);
            await().untilAsserted(() -> assertThat(engine.docker("ps -aq"))
                    .as("what it left is cleared away when the Engine is back")
                    .isEmpty());
        }
    }
}
