package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Containers that are made to find something out, or to put a file on an Engine, and removed at once: a process that
 * dies in between leaves them. Each says itself from when on it is left, so that any grid may remove it. Immutable.
 */
public record ProbeContainers(EngineApi api) {
    /** Longer than any of them is needed. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final String LEFT_FROM = ContainerNames.OWN + "probe-left-from";
    private static final String UNTIL_NAMED = ContainerNames.OWN + "probe-until-named";

    /** Labels one that is made now. */
    public static void label(ObjectNode config, Instant now) {
        config.withObject("/Labels").put(LEFT_FROM, now.plus(MAX_AGE).toString());
    }

    /** Labels one that is made now, and stays if it gets this name. */
    public static void label(ObjectNode config, Instant now, String name) {
        label(config, now);
        config.withObject("/Labels").put(UNTIL_NAMED, name);
    }

    /** Those that were left by this moment, by their ids. */
    public List<String> left(Instant now) throws IOException {
        List<String> left = new ArrayList<>();
        for (JsonNode container : api.list(LEFT_FROM)) {
            if (isLeft(container.path("Labels"), now) && !isNamed(container)) {
                left.add(container.path("Id").asText());
            }
        }
        return left;
    }

    private static boolean isLeft(JsonNode labels, Instant now) {
        try {
            return !now.isBefore(Instant.parse(labels.path(LEFT_FROM).asText()));
        } catch (DateTimeParseException e) {
            return false; // someone else wrote it
        }
    }

    private static boolean isNamed(JsonNode container) {
        String wanted = container.path("Labels").path(UNTIL_NAMED).asText();
        for (JsonNode name : container.path("Names")) {
            if (!wanted.isEmpty() && name.asText().equals("/" + wanted)) {
                return true;
            }
        }
        return false;
    }
}
