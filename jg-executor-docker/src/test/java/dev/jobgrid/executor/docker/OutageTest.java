package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.job.Command;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.testkit.engine.PrivateEngine;
import dev.jobgrid.testkit.engine.SilentProxy;
import dev.jobgrid.testkit.executor.Gates;
import dev.jobgrid.testkit.executor.RunRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {
    private static final String OBEDIENT = "trap 'exit 0' TERM; echo ready; while true; do sleep 0.1; done";

    @TempDir
    private Path folder;

    private static DockerExecutorBuilder executor(String grid, PrivateEngine engine) {
        return TestEngines.executor(grid, TestEngines.of(engine)).timing(TestEngines.OUTAGE);
    }

    @Test
    void anEngineThatIsNotThereIsNoNode() {
        DockerEngine nowhere = DockerEngine.at("nowhere", "unix:///nowhere/docker.sock");
        try (DockerExecutor executor =
                DockerExecutor.builder().engines(List.of(nowhere)).build()) {
            assertThat(executor.nodes()).allMatch(GpuNode::isUnknown);
            assertThat(executor.workloads()).isEmpty();
        }
    }

    @Test
    void aRunThatEndedWithItsEngineWhileNoGridLookedIsLost() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                TestRuns runs = new TestRuns(executor("unseen", engine))) {
            Run ended = runs.shell("exit 4");
            TestRuns.exit(ended);
            Run cutOff = runs.shell("trap 'exit 0' TERM; echo ready; sleep 1000 & wait");
            TestRuns.firstLine(cutOff);
            // What a grid that comes later finds out by itself.
            assertThat(found(engine, ended).exitCode()).hasValue(4);
            engine.kill();
            engine.restart();
            RunExit exit = found(engine, cutOff);
            assertThat(exit.cause()).as("%s", exit).contains(Cause.WORKER_LOST);
            Run obedient = runs.shell(OBEDIENT);
            TestRuns.firstLine(obedient);
            engine.terminate();
            engine.restart();
            assertThat(found(engine, obedient).cause()).contains(Cause.WORKER_LOST);
        }
    }

    @Test
    void aRunIsCutOffByAnEngineThatEndsAlsoIfItsConnectionsOnlyFallSilent() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                SilentProxy proxy = SilentProxy.before(engine.uri());
                TestRuns runs = new TestRuns(TestEngines.executor(
                                "behind",
                                DockerEngine.at("private", proxy.uri())
                                        .gpus(TestEngines.of(engine).gpus()))
                        .timing(TestEngines.OUTAGE))) {
            Run run = runs.shell(OBEDIENT);
            TestRuns.firstLine(run);
            // As with a socket that is kept open for the next Engine: nobody hangs up, and nobody answers.
            proxy.silence();
            engine.terminate();
            engine.restart();
            proxy.forget();
            RunExit exit = TestRuns.exit(run);
            assertThat(exit.cause()).as("%s", exit).contains(Cause.WORKER_LOST);
        }
    }

    @Test
    void aProgramThatEndsWhileAnEngineThatRestoresItsContainersIsAwayEndsAsItDoes() throws Exception {
        Gates gates = new Gates(folder);
        try (PrivateEngine engine = TestEngines.start("--live-restore");
                TestRuns runs = new TestRuns(executor("restored", engine).mount(gates.mount()))) {
            Run run = runs.launch(RunRequests.mounting(
                    runs.request(
                            TestEngines.TINY,
                            List.of(),
                            Command.of("sh", "-c", "echo ready; " + Gates.await("killed") + "exit 4")),
                    Gates.MOUNT));
            TestRuns.firstLine(run);
            engine.kill();
            gates.open("killed");
            engine.awaitNoProgram();
            engine.restart();
            assertThat(TestRuns.exit(run).exitCode()).hasValue(4);
            // Whether the Engine restored its containers before that is what a grid that comes now cannot know.
            RunExit unseen = found(engine, "restored", run);
            assertThat(unseen.cause()).as("%s", unseen).contains(Cause.WORKER_LOST);
        }
    }

    private static RunExit found(PrivateEngine engine, Run run) throws Exception {
        return found(engine, "unseen", run);
    }

    private static RunExit found(PrivateEngine engine, String grid, Run run) throws Exception {
        try (DockerExecutor next = TestRuns.answered(executor(grid, engine))) {
            return TestRuns.exit(next.attach(run.key(), new TestRuns.Deaf()).orElseThrow());
        }
    }

    @Test
    void whetherASilentEngineHasARunIsNotSaidUntilThePatienceEnds() throws Exception {
        try (PrivateEngine engine = TestEngines.start();
                TestRuns runs = new TestRuns(executor("silent", engine))) {
            Run run = runs.shell("echo ready; sleep 1000");
            TestRuns.firstLine(run);
            engine.hold();
            RunListener listener = new TestRuns.Deaf();
            try (DockerExecutor patient = executor("silent", engine)
                            .engineDownTimeout(Duration.ofDays(1))
                            .build();
                    DockerExecutor next = executor("silent", engine)
                            .engineDownTimeout(Duration.ofSeconds(4))
                            .build()) {
                assertThatThrownBy(() -> patient.attach(run.key(), listener))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("private");
                await("the end of the patience")
                        .ignoreExceptionsInstanceOf(IllegalStateException.class)
                        .until(() -> next.attach(run.key(), listener).isEmpty());
            } finally {
                engine.release();
            }
            try (DockerExecutor next = TestRuns.answered(executor("silent", engine))) {
                assertThat(next.attach(run.key(), new TestRuns.Deaf())).isPresent();
            }
        }
    }
}
