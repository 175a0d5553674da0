package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;

/**
 * What an Engine remembers of a container that is over. It keeps its last events, and none from before it was started: so
 * one that was started since knows nothing of an end that it did not see, or did not bring about itself.
 */
enum EngineMemory {
    /** It saw the program end. */
    ENDED,
    /** It saw it end, after it or someone asked for that. */
    STOPPED,
    /** It was started after the end. */
    UNSEEN,
    /** Too much has happened since. */
    FORGOTTEN;

    private static final int KEPT = 256;

    /** By all events that the Engine keeps. */
    static EngineMemory of(String container, Iterator<JsonNode> events) {
        int count = 0;
        boolean isAsked = false;
        boolean isOver = false;
        while (events.hasNext()) {
            JsonNode event = events.next();
            count++;
            if (event.path("Type").asText().equals("container")
                    && event.path("Actor")
                            .path("Attributes")
                            .path("name")
                            .asText()
                            .equals(container)) {
                String action = event.path("Action").asText();
                isAsked |= action.equals("kill") || action.equals("stop");
                isOver |= action.equals("die");
            }
        }
        if (isOver) {
            return isAsked ? STOPPED : ENDED;
        }
        return count < KEPT ? UNSEEN : FORGOTTEN;
    }
}
