package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.testkit.engine.PrivateEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an Engine remembers of a run's container. Immutable.
 *
 * @param signal number of the signal that the Engine sent; "" of any other event
 */
record EngineEvent(Instant at, String action, String job, String attempt, String signal) {
    /** All that the Engine remembers, in order. */
    static List<EngineEvent> of(String engine) throws IOException {
        List<EngineEvent> events = new ArrayList<>();
        for (String line : PrivateEngine.sh("docker -H " + engine
                + " events --since 0 --until $(($(date +%s) + 1)) --format json --filter type=container")) {
            events.add(of(Models.of(JsonNode.class, line)));
        }
        return events;
    }

    private static EngineEvent of(JsonNode event) {
        JsonNode attributes = event.path("Actor").path("Attributes");
        return new EngineEvent(
                Instant.EPOCH.plusNanos(event.path("timeNano").asLong()),
                event.path("Action").asText(),
                attributes.path("dev.jobgrid.job").asText(),
                attributes.path("dev.jobgrid.attempt").asText(),
                attributes.path("signal").asText());
    }

    /** The first that tells of this signal. */
    static EngineEvent first(List<EngineEvent> events, String signal) {
        return events.stream()
                .filter(event -> event.signal().equals(signal))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no signal " + signal + " among " + events));
    }
}
