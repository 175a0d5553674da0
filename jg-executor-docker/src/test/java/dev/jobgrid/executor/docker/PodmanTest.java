package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.allLines;
import static dev.jobgrid.executor.docker.TestRuns.exit;
import static dev.jobgrid.executor.docker.TestRuns.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.testkit.engine.PrivateEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said of runs on Podman, where that takes other ways than on Docker. */
class PodmanTest {
    private static final String SEE = "ls /dev | grep jobgridgpu; true";

    private static JsonNode inspect(DockerEngine engine, Run run) throws Exception {
        return TestEngines.described(engine, new ContainerNames(TestEngines.grid("podman")).name(run.key()));
    }

    private static DockerExecutorBuilder executor(DockerEngine engine) {
        return TestEngines.executor("podman", engine);
    }

    /** How it ended, as a grid says that comes later. */
    private static RunExit found(DockerEngine engine, Run run) throws Exception {
        try (DockerExecutor next = TestRuns.answered(executor(engine))) {
            return exit(next.attach(run.key(), new TestRuns.Deaf()).orElseThrow());
        }
    }

    @Test
    void aRunThatEndsWhileTheServiceIsStoppedEndsInItsOwnWay() throws Exception {
        try (PrivatePodman podman = PrivatePodman.start();
                TestRuns runs = new TestRuns(executor(podman.engine()))) {
            Run run = runs.shell(
                    "trap 'exit 0' TERM; echo ready; while [ ! -e go ]; do sleep 0.1; done; echo done; exit 4");
            TestRuns.firstLine(run);
            JsonNode container = inspect(podman.engine(), run);
            Path workspace =
                    Path.of(container.path("Mounts").path(0).path("Source").asText());
            ProcessHandle conmon = PrivatePodman.conmon(container);
            podman.stop();
            Files.createFile(workspace.resolve("go"));
            conmon.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            podman.restart();

            assertThat(exit(run).exitCode()).as("%s", exit(run)).hasValue(4);
            assertThat(allLines(run)).containsExactly("ready", "done");
            assertThat(found(podman.engine(), run)).isEqualTo(exit(run));
        }
    }

    @Test
    void aRunThatWasCutOffWithItsHostIsLostAndNotCompleted() throws Exception {
        try (PrivatePodman podman = PrivatePodman.start();
                TestRuns runs = new TestRuns(executor(podman.engine()))) {
            Run run = runs.shell("echo ready; sleep 1000");
            TestRuns.firstLine(run);
            podman.losePower();

            JsonNode state = inspect(podman.engine(), run).path("State");
            assertThat(state.path("ExitCode").asInt()).as("what Podman says").isZero();
            assertThat(exit(run).cause()).as("%s", exit(run)).contains(Cause.WORKER_LOST);
            assertThat(found(podman.engine(), run).cause()).contains(Cause.WORKER_LOST);
        }
    }

    @Test
    void theWordsOfTheFirstProcessMayComeInPieces() throws Exception {
        try (TestRuns runs = new TestRuns(executor(TestEngines.podman()))) {
            // As catatonit writes them, but never in one piece.
            Run run = runs.shell(
                    "printf 'ERROR (catatonit:2): ' >&2; sleep 0.2; echo 'failed to exec pid1: No such file' >&2;"
                            + " exit 1");
            assertThat(exit(run).cause()).as("%s", exit(run)).contains(Cause.COMMAND_NOT_FOUND);
        }
    }

    @Test
    void aSeccompProfileIsApplied() throws Exception {
        String profile = """
                {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""";
        ContainerPolicy policy = ContainerPolicy.standard().network("none").seccompProfile(profile);
        try (TestRuns runs = new TestRuns(executor(TestEngines.podman()).policy(policy))) {
            for (int i = 0; i < 2; i++) {
                assertThat(lines(runs.shell("mkdir /workspace/x 2>/dev/null || echo refused")))
                        .containsExactly("refused");
            }
            assertThat(TestEngines.api(TestEngines.podman()).list(List.of()).stream()
                            .map(container -> container.getNames()[0])
                            .filter(name -> name.contains("seccomp")))
                    .as("kept once for all runs with the profile")
                    .hasSize(1);
        }
    }

    @Test
    void aContainerSeesExactlyItsDevices() throws Exception {
        List<String> ids =
                IntStream.range(0, 4).mapToObj(TestEngines::podmanGpu).toList();
        String other = "jobgrid.test/gpu=" + ids.get(2);
        DockerEngine nvidia = TestEngines.podman().gpus(GpuSource.nvidia("NVIDIA L4", 24, ids.toArray(new String[0])));
        DockerEngine cdi = TestEngines.podman().gpus(GpuSource.cdi("NVIDIA L4", 24, other));
        try (TestRuns two = new TestRuns(executor(nvidia));
                TestRuns one = new TestRuns(executor(cdi))) {
            assertThat(lines(two.shell(List.of(ids.get(1), ids.get(3)), SEE)))
                    .containsExactly("jobgridgpu1", "jobgridgpu3");
            assertThat(lines(two.shell(List.of("cpu0"), SEE))).isEmpty();
            assertThat(lines(one.shell(List.of(other), SEE))).containsExactly("jobgridgpu2");
        }
    }

    @Test
    void aGpuThatIsGoneIsTold() throws Exception {
        DockerEngine nvidia = TestEngines.podman().gpus(GpuSource.nvidia("NVIDIA L4", 24, "7"));
        try (TestRuns runs = new TestRuns(executor(nvidia))) {
            GpuNode.Device device = runs.node().devices().get(0);
            RunExit exit = exit(runs.shell(List.of(device.id()), SEE));
            assertThat(exit.cause()).contains(Cause.GPU_UNAVAILABLE);
            assertThat(exit.summary()).contains("nvidia.com/gpu=7");
        }
    }

    @Test
    void aPodmanIsKnownAgainAfterARestartAndWithoutItsVolume() throws Exception {
        try (PrivatePodman podman = PrivatePodman.start();
                TestRuns runs = new TestRuns(executor(podman.engine()))) {
            TestRuns.firstLine(runs.shell("echo ready; sleep 1000"));
            MachineId machine = runs.node().machineId().orElseThrow();
            podman.stop();
            podman.restart();
            assertKnown(podman, machine);

            PrivateEngine.sh("docker -H " + podman.uri() + " volume rm jobgrid-machine");
            assertKnown(podman, machine);
        }
    }

    private static void assertKnown(PrivatePodman podman, MachineId machine) {
        try (DockerExecutor next = TestRuns.answered(executor(podman.engine()))) {
            assertThat(next.nodes().get(0).machineId()).contains(machine);
        }
    }
}
