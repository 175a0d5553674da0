package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Containers for probes, or for copying a file to an Engine, which are removed at once unless the process crashes. Each
 * has a label with its expiry, so that any grid may remove it. Immutable.
 */
public record ProbeContainers(EngineApi api) {
    /** Longer than any probe. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private static final String LEFT_FROM = ContainerNames.OWN + "probe-left-from";
    private static final String UNTIL_NAMED = ContainerNames.OWN + "probe-until-named";

    /** The labels of a new one. */
    public static Map<String, String> labels(Instant now) {
        return Map.of(LEFT_FROM, now.plus(MAX_AGE).toString());
    }

    /** The labels of one that stays if it gets this name. */
    public static Map<String, String> labels(Instant now, String name) {
        return Map.of(LEFT_FROM, now.plus(MAX_AGE).toString(), UNTIL_NAMED, name);
    }

    /** Expired ones at this moment, by their ids. */
    public List<String> left(Instant now) throws IOException {
        List<String> left = new ArrayList<>();
        for (Container container : api.list(List.of(LEFT_FROM))) {
            if (isLeft(container.getLabels(), now) && !isNamed(container)) {
                left.add(container.getId());
            }
        }
        return left;
    }

    private static boolean isLeft(@Nullable Map<String, String> labels, Instant now) {
        try {
            return !now.isBefore(Instant.parse(ContainerNames.label(labels, LEFT_FROM)));
        } catch (DateTimeParseException e) {
            return false; // not a grid's label
        }
    }

    private static boolean isNamed(Container container) {
        String wanted = ContainerNames.label(container.getLabels(), UNTIL_NAMED);
        return container.getNames() != null
                && Arrays.asList(container.getNames()).contains("/" + wanted);
    }
}
