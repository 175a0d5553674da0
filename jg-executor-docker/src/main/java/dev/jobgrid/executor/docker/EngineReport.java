package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.spi.GpuNode;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an Engine has, for people who set one up.
 *
 * @param version of the Engine
 * @param architecture of its processors, as images name it
 * @param cpus how many
 * @param memoryBytes its memory
 * @param dataFolder where it keeps images and containers
 * @param diskBytes free there; empty if it cannot be seen from here
 * @param runtimes the OCI runtimes it knows
 * @param cdiDevices GPUs that it lists as CDI devices
 * @param gpus what jobs could use, found or declared
 * @param images names of the images that it has
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
        List<String> images) {
    /** Copies the lists. */
    public EngineReport {
        runtimes = List.copyOf(runtimes);
        cdiDevices = List.copyOf(cdiDevices);
        gpus = List.copyOf(gpus);
        images = List.copyOf(images);
    }

    /**
     * Asks an Engine; blocks for seconds, and runs up to three short containers if its GPUs are to be detected.
     *
     * @throws IOException if it cannot be reached, or does not answer as an Engine does; the message says why
     */
    public static EngineReport of(DockerEngine engine) throws IOException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            EngineApi api = new EngineApi(new EngineHttp(engine, CircuitBreaker.ofDefaults(engine.name()), clock));
            return read(api, new Survey(engine, api).take(Optional.empty()));
        } finally {
            clock.shutdownNow();
        }
    }

    private static EngineReport read(EngineApi api, Inventory inventory) throws IOException {
        JsonNode info = api.info();
        List<String> runtimes = new ArrayList<>();
        info.path("Runtimes").fieldNames().forEachRemaining(runtimes::add);
        List<String> images = new ArrayList<>();
        for (JsonNode image : api.images()) {
            image.path("RepoTags").forEach(tag -> images.add(tag.asText()));
        }
        return new EngineReport(
                api.version().path("Version").asText(),
                inventory.architecture(),
                inventory.cpus(),
                inventory.memoryBytes(),
                info.path("DockerRootDir").asText(),
                inventory.diskBytes() == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(inventory.diskBytes()),
                runtimes,
                Survey.cdi(info),
                inventory.gpus().stream().map(Inventory.Gpu::device).toList(),
                images);
    }
}
