package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.wire.WireJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code metadata}: the client's own data, unchanged; and {@code notes}, which become its entry of that name. */
final class MetadataField {
    private static final String NAME = "metadata";
    private static final String NOTES = "notes";

    private MetadataField() {}

    @SuppressWarnings("NullAway") // the client's nulls are stored and returned
    static Metadata read(Fields fields) {
        Optional<JsonNode> given = fields.take(NAME);
        Optional<String> notes = fields.rawText(NOTES);
        if (given.isEmpty()) {
            return notes.map(text -> new Metadata(Map.of(NOTES, text))).orElse(Metadata.EMPTY);
        }
        try {
            if (given.get().isObject()) {
                Map<String, @Nullable Object> values = object(given.get(), 1);
                notes.ifPresent(text -> values.putIfAbsent(NOTES, text));
                return new Metadata(values);
            }
            fields.findings().invalid(NAME, "metadata is " + DisplayText.type(given.get()) + ", and must be an object");
        } catch (IllegalArgumentException e) {
            fields.findings().invalid(NAME, "metadata " + e.getMessage());
        }
        return Metadata.EMPTY;
    }

    private static Map<String, @Nullable Object> object(JsonNode node, int depth) {
        if (depth > WireJson.MAX_NESTING) {
            throw new IllegalArgumentException("is nested deeper than " + WireJson.MAX_NESTING + " levels");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        node.properties().forEach(e -> values.put(text(e.getKey()), value(e.getValue(), depth)));
        return values;
    }

    private static List<@Nullable Object> array(JsonNode node, int depth) {
        if (depth > WireJson.MAX_NESTING) {
            throw new IllegalArgumentException("is nested deeper than " + WireJson.MAX_NESTING + " levels");
        }
        List<@Nullable Object> values = new ArrayList<>(node.size());
        node.forEach(item -> values.add(value(item, depth)));
        return values;
    }

    private static @Nullable Object value(JsonNode node, int depth) {
        return switch (node.getNodeType()) {
            case OBJECT -> object(node, depth + 1);
            case ARRAY -> array(node, depth + 1);
            case STRING -> text(node.textValue());
            case NUMBER -> number(node);
            case BOOLEAN -> node.booleanValue();
            case NULL, MISSING -> null;
            case BINARY, POJO -> throw new IllegalArgumentException("holds a value that is not JSON");
        };
    }

    private static Number number(JsonNode node) {
        if (!node.isIntegralNumber() && !Double.isFinite(node.doubleValue())) {
            throw new IllegalArgumentException("holds a number larger than 1.79e308, which cannot be kept");
        }
        return node.numberValue();
    }

    private static String text(String text) {
        // NUL is allowed: metadata is stored as JSON, which escapes it.
        if (!TextRules.isUnicode(text)) {
            throw new IllegalArgumentException("holds half of a surrogate pair, which is not valid Unicode");
        }
        return text;
    }
}
