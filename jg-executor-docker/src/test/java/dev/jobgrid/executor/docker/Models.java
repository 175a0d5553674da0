package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.jobgrid.executor.docker.internal.http.EngineJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Docker Java's models from JSON, and the other way. */
public final class Models {
    private Models() {}

    /** As the executor reads it. */
    public static <T> T of(Class<T> type, String json) throws IOException {
        return EngineJson.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), type);
    }

    /** The state of a container. */
    public static ContainerState state(String json) throws IOException {
        return of(InspectContainerResponse.class, "{\"State\":" + json + "}").getState();
    }

    /** With the values that have no field in the model. */
    public static JsonNode tree(Object model) throws IOException {
        return EngineJson.read(new ByteArrayInputStream(EngineJson.bytes(model)), JsonNode.class);
    }
}
