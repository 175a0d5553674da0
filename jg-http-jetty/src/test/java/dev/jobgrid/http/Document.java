package dev.jobgrid.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The shipped OpenAPI document, read strictly: a field that it does not name is a breach, too. */
final class Document {
    private final JsonNode root;

    Document() {
        try (InputStream in = HttpAdapter.class.getResourceAsStream("openapi.json")) {
            root = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    JsonNode resolve(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = root.at(at.get("$ref").asText().substring(1));
        }
        return at;
    }

    JsonNode schema(String name) {
        return root.at("/components/schemas/" + name);
    }

    /** The operation's schema for this answer. */
    JsonNode answer(String method, String path, int status) {
        JsonNode operation = root.path("paths").path(path).path(method);
        JsonNode response = resolve(operation.path("responses").path(String.valueOf(status)));
        return response.path("content").path("application/json").path("schema");
    }

    /** What about a value is not as the schema says. */
    List<String> breaches(JsonNode schema, JsonNode value) {
        List<String> found = new ArrayList<>();
        check(schema, value, "$", found);
        return found;
    }

    private void check(JsonNode given, JsonNode value, String at, List<String> found) {
        JsonNode schema = resolve(given);
        if (schema.has("allOf")) {
            ObjectNode whole = JsonNodeFactory.instance.objectNode();
            whole.put("type", "object");
            merge(schema, whole.putObject("properties"), value, at, found);
            check(whole, value, at, found);
            return;
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                boolean any = false;
                for (JsonNode one : schema.get(choice)) {
                    any |= breaches(one, value).isEmpty();
                }
                if (!any) {
                    found.add(at + " is none of the forms");
                }
                return;
            }
        }
        if (schema.has("type") && !isOfType(schema.get("type"), value)) {
            found.add(at + " is " + value.getNodeType() + " and not " + schema.get("type"));
            return;
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            found.add(at + " is " + value + " and not one of " + schema.get("enum"));
        }
        if (value.isObject()) {
            object(schema, value, at, found);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), at + "[" + i + "]", found);
            }
        }
    }

    /** The parts of an object name its fields together. */
    private void merge(JsonNode schema, ObjectNode properties, JsonNode value, String at, List<String> found) {
        for (JsonNode each : schema.path("allOf")) {
            JsonNode part = resolve(each);
            merge(part, properties, value, at, found);
            part.path("properties").properties().forEach(field -> properties.set(field.getKey(), field.getValue()));
            if (part.has("anyOf")) {
                check(part, value, at, found);
            }
            for (JsonNode name : part.path("required")) {
                if (!value.has(name.asText())) {
                    found.add(at + " has no " + name.asText());
                }
            }
        }
    }

    private void object(JsonNode schema, JsonNode value, String at, List<String> found) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                found.add(at + " has no " + name.asText());
            }
        }
        if (schema.size() == 1 && schema.has("required")) {
            return;
        }
        JsonNode others = schema.path("additionalProperties");
        Iterator<String> names = value.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (schema.path("properties").has(name)) {
                check(schema.get("properties").get(name), value.get(name), at + "." + name, found);
            } else if (others.isObject()) {
                check(others, value.get(name), at + "." + name, found);
            } else if (!others.asBoolean(false)) {
                found.add(at + " has " + name + ", which the document does not name");
            }
        }
    }

    private static boolean isOfType(JsonNode types, JsonNode value) {
        if (types.isArray()) {
            for (JsonNode type : types) {
                if (isOfType(type, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (types.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException(types.asText());
        };
    }

    private static boolean contains(JsonNode constants, JsonNode value) {
        for (JsonNode constant : constants) {
            if (constant.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
