package dev.jobgrid.executor.docker.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.Models;
import dev.jobgrid.executor.docker.internal.engine.EngineKind;
import dev.jobgrid.executor.docker.internal.engine.EngineResources;
import dev.jobgrid.executor.docker.internal.engine.GpuAccess;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an Engine is told, where no Engine here could show it. */
class ContainerConfigTest {
    private static final GpuModel MODEL =
            GpuCatalog.builtIn().describe("AMD MI300X", 192L << 30).model();

    private static JsonNode host(GpuAccess access, List<String> there, List<String> held) throws IOException {
        return host(EngineKind.DOCKER, access, there, held);
    }

    private static JsonNode host(EngineKind kind, GpuAccess access, List<String> there, List<String> held)
            throws IOException {
        List<EngineResources.Gpu> gpus = there.stream()
                .map(id -> new EngineResources.Gpu(new GpuNode.Device(id, MODEL, Usd.ZERO, false), access))
                .toList();
        Placement place =
                new Placement("docker", new NodeName("box"), held, MODEL, false, "", Usd.ZERO, List.of(), "a test");
        RunRequest request = new RunRequest(
                new RunKey(new JobRef(WorkspaceId.DEFAULT, JobId.random()), 1),
                "rocm/pytorch",
                Optional.of(Command.of("true")),
                Environment.EMPTY,
                List.of(),
                place,
                Optional.empty());
        CreateContainerCmd container = new CreateContainerCmdImpl(command -> new CreateContainerResponse(), null, "");
        new ContainerConfig(
                        request,
                        ContainerPolicy.standard(),
                        new EngineResources(
                                kind, gpus, 8, 64L << 30, "amd64", 0, false, Optional.empty(), Optional.empty()),
                        List.of(),
                        4L << 30,
                        Map.of(),
                        new InspectImageResponse())
                .describe(container, Objects.requireNonNull(container.getHostConfig()));
        return Models.tree(container).path("HostConfig");
    }

    @Test
    void anAmdGpuIsItsRenderNodeAndTheDriver() throws IOException {
        List<String> nodes = List.of("/dev/dri/renderD128", "/dev/dri/renderD129", "/dev/dri/renderD130");
        JsonNode host = host(GpuAccess.ROCM, nodes, nodes.subList(1, 3));
        assertThat(host.path("Devices").findValuesAsText("PathOnHost"))
                .containsExactly("/dev/kfd", "/dev/dri/renderD129", "/dev/dri/renderD130");
        assertThat(host.path("Devices").findValuesAsText("PathInContainer"))
                .containsExactly("/dev/kfd", "/dev/dri/renderD129", "/dev/dri/renderD130");
        assertThat(host.path("GroupAdd").toString()).isEqualTo("[\"video\",\"render\"]");
        assertThat(host.has("DeviceRequests")).isFalse();
    }

    @Test
    void anNvidiaGpuIsAskedForByItsId() throws IOException {
        JsonNode host = host(GpuAccess.NVIDIA, List.of("GPU-a", "GPU-b"), List.of("GPU-b"));
        assertThat(host.path("DeviceRequests").toString())
                .isEqualTo("[{\"Driver\":\"nvidia\",\"DeviceIDs\":[\"GPU-b\"],\"Capabilities\":[[\"gpu\"]]}]");
    }

    @Test
    void whatAContainerPrintsTakesNoMoreOfTheDiskThanItMay() throws IOException {
        JsonNode docker = host(EngineKind.DOCKER, GpuAccess.NVIDIA, List.of("a"), List.of("a"));
        JsonNode podman = host(EngineKind.PODMAN, GpuAccess.NVIDIA, List.of("a"), List.of("a"));

        assertThat(docker.at("/LogConfig/Type").asText()).isEqualTo("json-file");
        assertThat(docker.at("/LogConfig/Config/max-size").asText()).isEqualTo("1073741824");
        assertThat(docker.at("/LogConfig/Config/max-file").asText()).isEqualTo("4");
        assertThat(podman.path("LogConfig").toString())
                .isEqualTo("{\"Type\":\"json-file\",\"Config\":{\"max-size\":\"4294967296\"}}");
    }

    @Test
    void aContainerHasThePartOfTheNodeThatGoesWithItsGpus() throws IOException {
        List<String> four = Stream.of("0", "1", "2", "3").toList();
        JsonNode host = host(GpuAccess.NVIDIA, four, List.of("2"));
        assertThat(host.path("Memory").asLong()).isEqualTo(16L << 30);
        assertThat(host.path("NanoCpus").asLong()).isEqualTo(2_000_000_000L);
        JsonNode whole = host(GpuAccess.NVIDIA, four, List.of("cpu0"));
        assertThat(whole.path("Memory").asLong()).isEqualTo(64L << 30);
    }
}
