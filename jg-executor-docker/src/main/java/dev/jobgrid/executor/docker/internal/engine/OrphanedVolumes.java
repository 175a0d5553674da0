package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.command.ListVolumesResponse;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Volumes of runs without a container, which Docker never removes: it keeps the volume of retained artifacts when it
 * removes their container, which has it from the run's; and an Engine that is killed while it creates or removes a
 * container may leave the volume. Immutable.
 *
 * @param names tells this grid's volumes by their labels, which they have on Docker Engine only
 */
public record OrphanedVolumes(EngineApi api, ContainerNames names) {
    /** Removes them. One that the Engine is creating a container with is in use, and stays. */
    public void remove() throws IOException {
        Set<String> orphaned = unused();
        if (!orphaned.isEmpty()) {
            orphaned.removeAll(mounted());
        }
        for (String volume : orphaned) {
            EngineApi.goneOrInRemoval(
                    () -> api.tell(client -> client.removeVolumeCmd(volume).exec()));
        }
    }

    private Set<String> unused() throws IOException {
        Set<String> unused = new HashSet<>();
        // Those that the Engine knows no container to have.
        ListVolumesResponse listed = api.run(client -> client.listVolumesCmd()
                .withDanglingFilter(true)
                .withFilter("label", names.filters())
                .exec());
        for (InspectVolumeResponse volume : EngineApi.volumes(listed)) {
            if (names.isOurs(volume.getLabels())
                    && ContainerNames.run(volume.getLabels()).isPresent()) {
                unused.add(volume.getName());
            }
        }
        return unused;
    }

    /** The Engine forgets that a container has a volume from another when it removes the other. */
    private Set<String> mounted() throws IOException {
        Set<String> mounted = new HashSet<>();
        for (Container container : api.list(List.of())) {
            ContainerDiskUsage.volumes(container).forEach(mounted::add);
        }
        return mounted;
    }
}
