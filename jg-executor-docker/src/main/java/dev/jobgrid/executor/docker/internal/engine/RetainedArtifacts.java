package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.VolumesFrom;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Artifacts of runs retained on an Engine. A container that is never started takes over the volume of the run's:
 * {@code docker cp} reads from it, nothing prunes the volume while it exists, and its labels have the expiry.
 * Immutable.
 */
public record RetainedArtifacts(EngineApi api, ContainerNames names) {
    private static final String FOLDER = "/workspace/artifacts";

    /** Where people find the retained artifacts of the container with this name. */
    public static String place(String name) {
        return "container " + ContainerNames.kept(name) + ":" + FOLDER;
    }

    /**
     * Removes a run's container and retains its volume. Can be repeated after a crash in between.
     *
     * @param container the run's container, by its id
     * @param name the name it was created with
     */
    public void keep(String container, String name, EngineKind kind, Instant until) throws IOException {
        Optional<InspectContainerResponse> found = api.inspect(container);
        if (found.isEmpty()) {
            return;
        }
        try {
            api.create(ContainerNames.kept(name), found.get().getImageId(), (config, host) -> {
                config.withEntrypoint("true").withLabels(names.keptLabels(name, until));
                host.withNetworkMode("none").withVolumesFrom(new VolumesFrom(container));
            });
        } catch (EngineRefusalException e) {
            // Created before a crash.
            if (!kind.isNameTaken(e)) {
                throw e;
            }
        }
        api.removeWithoutVolume(container);
    }

    /** Expired containers at this moment, by their ids. */
    public List<String> over(Instant now) throws IOException {
        List<String> over = new ArrayList<>();
        for (Container container : api.list(names.filters())) {
            Optional<Instant> until = ContainerNames.keptUntil(container.getLabels());
            if (names.isOurs(container.getLabels())
                    && until.filter(at -> !now.isBefore(at)).isPresent()) {
                over.add(container.getId());
            }
        }
        return over;
    }
}
