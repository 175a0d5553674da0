package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerMount;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

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
        for (InspectVolumeResponse volume : api.volumeSizes()) {
            if (volume.getRawValues().get("UsageData") instanceof Map<?, ?> usage
                    && usage.get("Size") instanceof Number size) {
                volumes.put(volume.getName(), Math.max(0, size.longValue()));
            }
        }
        Map<String, Long> containers = new HashMap<>();
        for (Container container : api.sizes(labels)) {
            long own = Objects.requireNonNullElse(container.getSizeRw(), 0L);
            long mounted = volumes(container)
                    .mapToLong(mount -> volumes.getOrDefault(mount, 0L))
                    .sum();
            containers.put(container.getId(), own + mounted);
        }
        return containers;
    }

    /** The names of a listed container's volumes. */
    static Stream<String> volumes(Container container) {
        return Stream.ofNullable(container.getMounts())
                .flatMap(List::stream)
                .filter(Objects::nonNull)
                .map(ContainerMount::getName)
                .filter(Objects::nonNull);
    }
}
