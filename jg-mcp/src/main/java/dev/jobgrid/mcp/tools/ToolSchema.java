package dev.jobgrid.mcp.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the JSON schemas of tools. Keeps the order in which fields are given. Single-threaded. */
final class ToolSchema {
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    private ToolSchema() {}

    static ToolSchema object() {
        return new ToolSchema();
    }

    ToolSchema required(String name, Map<String, Object> type) {
        required.add(name);
        return optional(name, type);
    }

    ToolSchema optional(String name, Map<String, Object> type) {
        properties.put(name, type);
        return this;
    }

    Map<String, Object> build() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    static Map<String, Object> type(String type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        return schema;
    }

    static Map<String, Object> type(String type, String description) {
        Map<String, Object> schema = type(type);
        schema.put("description", description);
        return schema;
    }

    static Map<String, Object> text(String description) {
        return type("string", description);
    }

    static Map<String, Object> whole(String description) {
        return type("integer", description);
    }

    static Map<String, Object> words(String description, String... allowed) {
        Map<String, Object> schema = text(description);
        schema.put("enum", List.of(allowed));
        return schema;
    }

    static Map<String, Object> list(Map<String, Object> items, String description) {
        Map<String, Object> schema = type("array", description);
        schema.put("items", items);
        return schema;
    }

    static Map<String, Object> list() {
        Map<String, Object> schema = type("array");
        schema.put("items", type("object"));
        return schema;
    }

    static Map<String, Object> textMap(String description) {
        Map<String, Object> schema = type("object", description);
        schema.put("additionalProperties", type("string"));
        return schema;
    }

    static Map<String, Object> anyOf(List<Map<String, Object>> types) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("anyOf", types);
        return schema;
    }

    static Map<String, Object> anyOf(String description, List<Map<String, Object>> types) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        schema.put("anyOf", types);
        return schema;
    }
}
