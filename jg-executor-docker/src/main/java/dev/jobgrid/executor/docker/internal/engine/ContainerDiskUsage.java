package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Disk usage of a grid's containers on one Engine: their writable layers and volumes, for all of them at once. */
final class ContainerDiskUsage {
    private ContainerDiskUsage() {}

    /**
     * The bytes that each takes, by its id. Blocks, on an Engine with many files for long.
     *
     * @param labels by which the grid's containers are found
     */
    static Map<String, Long> bytes(EngineApi api, List<String> labels) throws IOException {
        Map<String, Long> volumes = new HashMap<>();
        for (JsonNode volume : api.volumeSizes().path("Volumes")) {
            volumes.put(
                    volume.path("Name").asText(),
                    Math.max(0, volume.path("UsageData").path("Size").asLong()));
        }
        Map<String, Long> containers = new HashMap<>();
        for (JsonNode container : api.sizes(labels)) {
            long total = container.path("SizeRw").asLong();
            for (JsonNode mount : container.path("Mounts")) {
                total += volumes.getOrDefault(mount.path("Name").asText(), 0L);
            }
            containers.put(container.path("Id").asText(), total);
        }
        return containers;
    }
}
