package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Engines are known by, whatever they are called. */
class EngineIdentityTest {
    private static final String RUNNING = "echo ready; sleep 1000";

    private static DockerExecutorBuilder executor(DockerEngine... engines) {
        return TestEngines.executor("identity", engines);
    }

    private static DockerEngine renamed(DockerEngine engine) {
        return DockerEngine.at("renamed", engine.uri()).gpus(engine.gpus());
    }

    private static GpuNode node(DockerExecutor executor) {
        await("an answer of the Engine").until(() -> executor.nodes().stream().noneMatch(GpuNode::isUnknown));
        return executor.nodes().get(0);
    }

    @Test
    void aRunIsFoundOnTheSameEngineByAnotherName() throws Exception {
        try (TestRuns runs = new TestRuns(executor(TestEngines.plain()))) {
            Run run = runs.shell(RUNNING);
            TestRuns.firstLine(run);
            MachineId machine = runs.node().machine();

            try (DockerExecutor next = executor(renamed(TestEngines.plain())).build()) {
                assertThat(node(next).id()).isEqualTo(new NodeName("renamed"));
                assertThat(node(next).machine()).isEqualTo(machine);
                assertThat(next.attach(run.key(), machine, new TestRuns.Deaf())).isPresent();
            }
        }
    }

    @Test
    void anotherEngineIsAnotherMachine() {
        try (DockerExecutor executor =
                executor(TestEngines.plain(), TestEngines.hook()).build()) {
            await("answers of both").until(() -> executor.nodes().stream().noneMatch(GpuNode::isUnknown));
            assertThat(executor.nodes()).extracting(GpuNode::machine).doesNotHaveDuplicates();
        }
    }

    @Test
    void oneEngineUnderTwoNamesGivesItsGpusOutOnce() {
        DockerEngine engine = TestEngines.plain();
        try (DockerExecutor executor = executor(engine, renamed(engine)).build()) {
            await("answers under both names")
                    .untilAsserted(() -> assertThat(executor.nodes())
                            .extracting(GpuNode::isAccepting)
                            .isEqualTo(List.of(true, false)));
        }
    }
}
