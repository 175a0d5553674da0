package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.model.Container;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.id.MachineId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The machine id of an Engine without an id of its own: the label of an empty volume, created by the first grid. If the
 * volume was removed while containers exist, it is created again with the id in their labels. Blocks.
 */
final class MachineIdVolume {
    private static final System.Logger LOG = System.getLogger(MachineIdVolume.class.getName());
    private static final String NAME = "jobgrid-machine";

    private final EngineApi api;

    MachineIdVolume(EngineApi api) {
        this.api = api;
    }

    /** The id; empty if the Engine has no volumes, or does not allow creating them. */
    Optional<MachineId> id() throws IOException {
        try {
            Optional<MachineId> known = labelled();
            if (known.isPresent()) {
                return known;
            }
            String id = ofContainers()
                    .map(MachineId::value)
                    .orElseGet(() -> UUID.randomUUID().toString());
            // One with this name stays unchanged.
            api.tell(client -> client.createVolumeCmd()
                    .withName(NAME)
                    .withLabels(Map.of(ContainerNames.MACHINE, id))
                    .exec());
            return labelled(); // of two concurrent creations, one succeeds
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "the Engine has no machine id; its name is used", e);
            return Optional.empty();
        }
    }

    private Optional<MachineId> labelled() throws IOException {
        return api.volume(NAME).flatMap(volume -> ContainerNames.machine(volume.getLabels()));
    }

    private Optional<MachineId> ofContainers() throws IOException {
        for (Container container : api.list(List.of(ContainerNames.MACHINE))) {
            Optional<MachineId> found = ContainerNames.machine(container.getLabels());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
