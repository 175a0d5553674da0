package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.exit;
import static dev.jobgrid.executor.docker.TestRuns.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Command;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuTest {
    private static final String SEE = "ls /dev | grep -e nvidia -e jobgridgpu; sleep 0.2";

    @Test
    void aContainerSeesExactlyItsDevices() throws Exception {
        try (TestRuns runs = new TestRuns(TestEngines.executor("gpus", TestEngines.hook()))) {
            Run pair = runs.shell(List.of("1", "2"), SEE);
            Run single = runs.shell(List.of("3"), SEE);
            Run none = runs.shell(List.of("cpu0"), SEE);

            assertThat(lines(pair)).containsExactly("nvidia1", "nvidia2");
            assertThat(lines(single)).containsExactly("nvidia3");
            assertThat(lines(none)).isEmpty();
        }
    }

    @Test
    void aJobCannotAskForMoreByAVariable() throws Exception {
        try (TestRuns runs = new TestRuns(TestEngines.executor("gpus", TestEngines.hook()))) {
            RunRequest request = runs.request(
                    TestEngines.TINY, List.of("2"), Command.of("sh", "-c", "echo $NVIDIA_VISIBLE_DEVICES; " + SEE));
            Run run = runs.launch(TestRuns.with(request, Map.of("NVIDIA_VISIBLE_DEVICES", "all"), List.of()));
            assertThat(lines(run)).containsExactly("2", "nvidia2");
        }
    }

    @Test
    void aContainerSeesExactlyItsCdiDevices() throws Exception {
        try (TestRuns runs = new TestRuns(TestEngines.executor("gpus", TestEngines.cdi()))) {
            Run run = runs.shell(List.of("jobgrid.test/gpu=0", "jobgrid.test/gpu=3"), SEE);
            assertThat(lines(run)).containsExactly("jobgridgpu0", "jobgridgpu3");
        }
    }

    @Test
    void gpusAreSeenThroughAProbe() throws Exception {
        DockerEngine engine = TestEngines.hook().gpus(GpuSource.detected(TestEngines.TINY));
        try (TestRuns runs = new TestRuns(TestEngines.executor("gpus", engine))) {
            GpuNode node = runs.node();
            assertThat(node.devices()).hasSize(4).allSatisfy(device -> {
                assertThat(device.model().name()).isEqualTo("NVIDIA L4");
                assertThat(device.simulated()).isFalse();
            });

            Run run = runs.shell(List.of(node.devices().get(1).id()), SEE);

            assertThat(lines(run)).containsExactly("nvidia1");
        }
    }

    @Test
    void aGpuThatIsGoneIsTold() throws Exception {
        DockerEngine hook = TestEngines.hook().gpus(GpuSource.nvidia("NVIDIA L4", 24, "7"));
        DockerEngine cdi = TestEngines.cdi().gpus(GpuSource.cdi("NVIDIA L4", 24, "jobgrid.test/gpu=7"));
        DockerEngine bare = TestEngines.plain().gpus(GpuSource.nvidia("NVIDIA L4", 24, "0"));
        for (DockerEngine engine : List.of(hook, cdi, bare)) {
            try (TestRuns runs = new TestRuns(TestEngines.executor("gpus", engine))) {
                GpuNode.Device device = runs.node().devices().get(0);
                assertThat(exit(runs.shell(List.of(device.id()), SEE)).cause())
                        .as(engine.name())
                        .contains(Cause.GPU_UNAVAILABLE);
            }
        }
    }

    @Test
    void aSimulatedGpuAsksForNoDevice() throws Exception {
        try (TestRuns runs = new TestRuns(TestEngines.executor("gpus", TestEngines.plain()))) {
            GpuNode.Device device = runs.node().devices().get(0);
            assertThat(device.simulated()).isTrue();
            assertThat(exit(runs.shell(List.of(device.id()), "exit 5")).exitCode())
                    .hasValue(5);
        }
    }
}
