package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.spi.Run;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {
    @Test
    void anEngineThatHangsTakesNoWorkAndLosesNone() throws Exception {
        DockerEngine engine = TestEngines.hook();
        String pid = System.getenv("JOBGRID_TEST_HOOK_ENGINE_PID");
        assumeThat(pid).as("the Engine's process, to be held").isNotNull();
        try (TestRuns runs = new TestRuns(TestEngines.executor("outage", engine))) {
            Run run = runs.shell(List.of("0"), "echo ready; sleep 3; echo done; exit 7");
            Run stopped = runs.shell(List.of("1"), "echo ready; sleep 1000");
            String position = TestRuns.firstLine(run);
            TestRuns.firstLine(stopped);
            signal("-STOP", pid);
            try {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !runs.executor.nodes().get(0).isAccepting());
                Run late = runs.shell(List.of("2"), "exit 8");
                stopped.stop(Duration.ofSeconds(1));
                assertThat(late.exit(Duration.ofMillis(100))).isEmpty();
                assertThat(run.exit(Duration.ofSeconds(4)))
                        .as("it is not given up")
                        .isEmpty();
            } finally {
                signal("-CONT", pid);
            }

            assertThat(TestRuns.exit(run).exitCode()).hasValue(7);
            assertThat(TestRuns.exit(stopped).cause()).isEmpty();
            assertThat(run.logs(position, Duration.ofSeconds(5)).lines())
                    .extracting(line -> line.message())
                    .containsExactly("done");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> runs.executor.nodes().get(0).isAccepting());
            assertThat(runs.told).anyMatch(text -> text.contains("does not answer"));
        }
    }

    private static void signal(String signal, String pid) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, pid).inheritIO().start().waitFor())
                .isZero();
    }

    @Test
    void anEngineThatIsNotThereIsNoNode() {
        DockerEngine nowhere = DockerEngine.at("nowhere", "unix:///nowhere/docker.sock");
        try (DockerExecutor executor =
                DockerExecutor.builder().engines(List.of(nowhere)).build()) {
            assertThat(executor.nodes()).isEmpty();
            assertThat(executor.workloads()).isEmpty();
        }
    }
}
