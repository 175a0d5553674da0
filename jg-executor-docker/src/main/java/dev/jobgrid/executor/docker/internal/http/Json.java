package dev.jobgrid.executor.docker.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The Engine's JSON as trees: only a few fields of its large responses are needed. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static JsonNode read(InputStream body) throws IOException {
        return MAPPER.readTree(body);
    }

    public static JsonNode read(String text) throws IOException {
        return MAPPER.readTree(text);
    }

    /** One value after the other, as they come. */
    public static MappingIterator<JsonNode> stream(InputStream body) throws IOException {
        return MAPPER.readerFor(JsonNode.class).readValues(body);
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** A text field of an object, if the text is one. */
    static Optional<String> text(String json, String field) {
        try {
            return Optional.ofNullable(MAPPER.readTree(json).path(field).textValue());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
