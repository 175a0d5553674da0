package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.Json;
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
        Optional<JsonNode> found = api.inspect(container);
        if (found.isEmpty()) {
            return;
        }
        try {
            api.create(ContainerNames.kept(name), config(found.get(), container, name, until));
        } catch (EngineRefusalException e) {
            // Created before a crash.
            if (!kind.isNameTaken(e)) {
                throw e;
            }
        }
        api.removeWithoutVolume(container);
    }

    private JsonNode config(JsonNode run, String container, String name, Instant until) {
        ObjectNode config = Json.object();
        config.put("Image", run.path("Image").asText());
        config.putArray("Entrypoint").add("true");
        ObjectNode labels = config.putObject("Labels");
        names.keptLabels(name, until).forEach(labels::put);
        ObjectNode host = config.putObject("HostConfig");
        host.put("NetworkMode", "none");
        host.putArray("VolumesFrom").add(container);
        return config;
    }

    /** Expired containers at this moment, by their ids. */
    public List<String> over(Instant now) throws IOException {
        List<String> over = new ArrayList<>();
        for (JsonNode container : api.list(names.filters())) {
            Optional<Instant> until = ContainerNames.keptUntil(container.path("Labels"));
            if (names.isOurs(container.path("Labels"))
                    && until.filter(at -> !now.isBefore(at)).isPresent()) {
                over.add(container.path("Id").asText());
            }
        }
        return over;
    }
}
