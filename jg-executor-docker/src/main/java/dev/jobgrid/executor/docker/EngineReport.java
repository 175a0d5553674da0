package dev.jobgrid.executor.docker;

import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.EngineConfig;
import dev.jobgrid.executor.docker.internal.engine.EngineKind;
import dev.jobgrid.executor.docker.internal.engine.EngineProbe;
import dev.jobgrid.executor.docker.internal.engine.EngineResources;
import dev.jobgrid.executor.docker.internal.engine.ProbeContainers;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.spi.executor.GpuNode;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

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
        Info info = api.info();
        Version version = api.version();
        EngineKind kind = inventory.kind();
        List<String> images = new ArrayList<>();
        for (Image image : api.images()) {
            Stream.ofNullable(image.getRepoTags())
                    .flatMap(Stream::of)
                    .filter(Objects::nonNull)
                    .forEach(images::add);
        }
        return new EngineReport(
                Objects.requireNonNullElse(version.getVersion(), ""),
                inventory.architecture(),
                inventory.cpus(),
                inventory.memoryBytes(),
                Objects.requireNonNullElse(info.getDockerRootDir(), ""),
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
        try {
            api.create(container, images.get(0), (config, host) -> {
                config.withEntrypoint("true")
                        .withLabels(
                                ProbeContainers.labels(InstantSource.system().instant()));
                host.withInit(true).withNetworkMode("none");
            });
            return true;
        } catch (EngineRefusalException e) {
            return !e.text().contains("init binary");
        } finally {
            api.remove(container);
        }
    }
}
