package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Volumes of runs that no container has any more, which Docker never removes: one whose container retained artifacts,
 * since it was created with another, and one that the Engine was killed beside, while it created or removed the
 * container. Immutable.
 *
 * @param names tells this grid's volumes by their labels, which they have on Docker Engine only
 */
public record LeftVolumes(EngineApi api, ContainerNames names) {
    /** Removes them. One that the Engine is creating a container with is in use, and stays. */
    public void remove() throws IOException {
        Set<String> left = unused();
        if (!left.isEmpty()) {
            left.removeAll(mounted());
        }
        for (String volume : left) {
            api.removeVolume(volume);
        }
    }

    private Set<String> unused() throws IOException {
        Set<String> unused = new HashSet<>();
        for (JsonNode volume : api.unusedVolumes(names.labels())) {
            if (ContainerNames.run(volume.path("Labels")).isPresent()) {
                unused.add(volume.path("Name").asText());
            }
        }
        return unused;
    }

    /** The Engine forgets that a container has a volume from another when it removes the other. */
    private Set<String> mounted() throws IOException {
        Set<String> mounted = new HashSet<>();
        for (JsonNode container : api.containers()) {
            container
                    .path("Mounts")
                    .forEach(mount -> mounted.add(mount.path("Name").asText()));
        }
        return mounted;
    }
}
