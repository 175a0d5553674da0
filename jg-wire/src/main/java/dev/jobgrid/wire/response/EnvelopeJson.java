package dev.jobgrid.wire.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.wire.WireJson;

/** The envelope of the MCP routes: {@code {ok, data}} or {@code {ok, error}} (reference §13). */
public final class EnvelopeJson {
    private EnvelopeJson() {}

    /** A result. */
    public static ObjectNode of(JsonNode data) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("ok", true);
        return envelope.set("data", data);
    }

    /** A refusal. */
    public static ObjectNode of(ErrorJson refusal) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("ok", false);
        return envelope.set("error", WireJson.tree(refusal.error()));
    }
}
