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
 * Containers for probes, or for copying a file to an Engine, which are removed at once unless the process crashes. Each
 * has a label with its expiry, so that any grid may remove it. Immutable.
 */
public record ProbeContainers(EngineApi api) {
    /** Longer than any probe. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final String LEFT_FROM = ContainerNames.OWN + "probe-left-from";
    private static final String UNTIL_NAMED = ContainerNames.OWN + "probe-until-named";

    /** Labels a new one. */
    public static void label(ObjectNode config, Instant now) {
        config.withObject("/Labels").put(LEFT_FROM, now.plus(MAX_AGE).toString());
    }

    /** Labels a new one, which stays if it gets this name. */
    public static void label(ObjectNode config, Instant now, String name) {
        label(config, now);
        config.withObject("/Labels").put(UNTIL_NAMED, name);
    }

    /** Expired ones at this moment, by their ids. */
    public List<String> left(Instant now) throws IOException {
        List<String> left = new ArrayList<>();
        for (JsonNode container : api.list(List.of(LEFT_FROM))) {
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
            return false; // not a grid's label
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
