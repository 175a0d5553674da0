package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.EngineConfig;
import dev.jobgrid.executor.docker.internal.engine.EngineKind;
import dev.jobgrid.executor.docker.internal.engine.EngineProbe;
import dev.jobgrid.executor.docker.internal.engine.EngineResources;
import dev.jobgrid.executor.docker.internal.engine.ProbeContainers;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.Json;
import dev.jobgrid.spi.executor.GpuNode;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The properties of an Engine, for people who set one up.
 *
 * @param version of the Engine
 * @param architecture of its processors, as images name it
 * @param cpus their number
 * @param memoryBytes its memory
 * @param dataFolder its folder of images and containers
 * @param diskBytes free there; empty if unknown
 * @param runtimes the OCI runtimes it knows
 * @param cdiDevices GPUs that it lists as CDI devices
 * @param gpus GPUs for jobs, detected or declared
 * @param images names of its images
 * @param kind "Docker" or "Podman"
 * @param lacks missing features that jobs need, a sentence each
 * @param hasInit whether it has the init program of containers; true as well if unknown
 */
public record EngineReport(
        String version,
        String architecture,
        int cpus,
        long memoryBytes,
        String dataFolder,
        OptionalLong diskBytes,
        List<String> runtimes,
        List<String> cdiDevices,
        List<GpuNode.Device> gpus,
        List<String> images,
        String kind,
        List<String> lacks,
        boolean hasInit) {
    /** Copies the lists. */
    public EngineReport {
        runtimes = List.copyOf(runtimes);
        cdiDevices = List.copyOf(cdiDevices);
        gpus = List.copyOf(gpus);
        images = List.copyOf(images);
        lacks = List.copyOf(lacks);
    }

    /**
     * Probes an Engine; blocks for seconds, and runs up to three short containers if its GPUs are to be detected.
     *
     * @throws IOException if it cannot be reached, or does not answer as an Engine does; the message has the reason
     */
    public static EngineReport of(DockerEngine engine) throws IOException {
        EngineConfig config = engine.config();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            EngineApi api =
                    new EngineApi(new EngineHttp(config.address(), CircuitBreaker.ofDefaults(engine.name()), clock));
            return read(api, new EngineProbe(config, api, InstantSource.system()).take(Optional.empty()));
        } finally {
            clock.shutdownNow();
        }
    }

    private static EngineReport read(EngineApi api, EngineResources inventory) throws IOException {
        JsonNode info = api.info();
        JsonNode version = api.version();
        EngineKind kind = inventory.kind();
        List<String> images = new ArrayList<>();
        for (JsonNode image : api.images()) {
            image.path("RepoTags").forEach(tag -> images.add(tag.asText()));
        }
        return new EngineReport(
                version.path("Version").asText(),
                inventory.architecture(),
                inventory.cpus(),
                inventory.memoryBytes(),
                info.path("DockerRootDir").asText(),
                inventory.diskBytes() == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(inventory.diskBytes()),
                kind.runtimes(info),
                EngineProbe.cdi(info),
                inventory.gpus().stream().map(EngineResources.Gpu::device).toList(),
                images,
                kind.title(),
                kind.lacks(version, info),
                hasInit(api, kind, images));
    }

    private static boolean hasInit(EngineApi api, EngineKind kind, List<String> images) throws IOException {
        if (!kind.looksForInitEarly() || images.isEmpty()) {
            return true;
        }
        String container = "jobgrid-probe-" + Long.toHexString(System.nanoTime());
        ObjectNode config = Json.object().put("Image", images.get(0));
        config.putArray("Entrypoint").add("true");
        ProbeContainers.label(config, InstantSource.system().instant());
        config.putObject("HostConfig").put("Init", true).put("NetworkMode", "none");
        try {
            api.create(container, config);
            return true;
        } catch (EngineRefusalException e) {
            return !e.text().contains("init binary");
        } finally {
            api.remove(container);
        }
    }
}
