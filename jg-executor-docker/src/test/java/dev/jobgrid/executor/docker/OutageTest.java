package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.Run;
import dev.jobgrid.spi.RunExit;
import dev.jobgrid.spi.RunListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
    @Test
    void anEngineThatIsNotThereIsNoNode() {
        DockerEngine nowhere = DockerEngine.at("nowhere", "unix:///nowhere/docker.sock");
        try (DockerExecutor executor =
                DockerExecutor.builder().engines(List.of(nowhere)).build()) {
            assertThat(executor.nodes()).isEmpty();
            assertThat(executor.workloads()).isEmpty();
        }
    }

    @Test
    void aRunThatEndedWithItsEngineWhileNoGridLookedIsLost() throws Exception {
        try (PrivateEngine engine = PrivateEngine.start();
                TestRuns runs = new TestRuns(TestEngines.executor("unseen", engine.engine()))) {
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
        }
    }

    private static RunExit found(PrivateEngine engine, Run run) throws Exception {
        try (DockerExecutor next =
                TestEngines.executor("unseen", engine.engine()).build()) {
            return TestRuns.exit(next.attach(run.key(), new TestRuns.Deaf()).orElseThrow());
        }
    }

    @Test
    void whetherASilentEngineHasARunIsNotSaidUntilThePatienceEnds() throws Exception {
        try (PrivateEngine engine = PrivateEngine.start();
                TestRuns runs = new TestRuns(TestEngines.executor("silent", engine.engine()))) {
            Run run = runs.shell("echo ready; sleep 1000");
            TestRuns.firstLine(run);
            engine.hold();
            try (DockerExecutor next = TestEngines.executor("silent", engine.engine())
                    .patience(Duration.ofSeconds(12))
                    .build()) {
                RunListener listener = new TestRuns.Deaf();
                assertThatThrownBy(() -> next.attach(run.key(), listener))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("private");
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> next.attach(run.key(), listener).isEmpty());
            } finally {
                engine.release();
            }
            try (DockerExecutor next =
                    TestEngines.executor("silent", engine.engine()).build()) {
                assertThat(next.attach(run.key(), new TestRuns.Deaf())).isPresent();
            }
        }
    }
}
