package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.wire.request.JobRequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The document's schema of a draft and what reads and screens drafts, field by field and bound by bound. */
final class DraftDocumentTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Document DOCUMENT = new Document();
    /** Its value has to name something that the server has, which no schema can say. */
    private static final Set<String> NAMES_SOMETHING = Set.of("template", "template_slug", "script_file", "mounts");

    private static GridServer server;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The fields of an object, which remember which of them were asked for. */
    private static final class AskedFields extends LinkedHashMap<String, JsonNode> {
        private static final long serialVersionUID = 1L;

        private final TreeSet<String> asked = new TreeSet<>();

        @Override
        public @Nullable JsonNode get(Object name) {
            asked.add((String) name);
            return super.get(name);
        }
    }

    @Test
    void itNamesEachFieldThatIsReadAndNoOther() {
        AskedFields draft = new AskedFields();
        Map<String, AskedFields> parts = new LinkedHashMap<>();
        JsonNode properties = DOCUMENT.schema("JobDraft").get("properties");
        properties.properties().forEach(entry -> {
            if (isWithFields(entry.getValue())) {
                parts.put(entry.getKey(), new AskedFields());
            }
        });
        parts.forEach((name, fields) -> draft.put(name, new ObjectNode(NODES, fields)));

        JobRequestJson.read(new ObjectNode(NODES, draft));

        assertThat(draft.asked).isEqualTo(names(properties));
        assertThat(parts).containsOnlyKeys("callback", "resources", "routing", "constraints");
        parts.forEach((name, fields) -> assertThat(fields.asked)
                .as(name)
                .isEqualTo(names(forms(properties.get(name)).get(0).get("properties"))));
    }

    private static boolean isWithFields(JsonNode schema) {
        return forms(schema).get(0).has("properties");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @TestFactory
    List<DynamicTest> eachFieldIsTakenAndRefusedAsItSays() {
        List<DynamicTest> tests = new ArrayList<>();
        fields(DOCUMENT.schema("JobDraft"), List.of(), tests);
        assertThat(tests).hasSizeGreaterThan(50);
        return tests;
    }

    private static void fields(JsonNode object, List<String> at, List<DynamicTest> into) {
        object.get("properties").properties().forEach(entry -> {
            List<String> path = new ArrayList<>(at);
            path.add(entry.getKey());
            if (!NAMES_SOMETHING.contains(entry.getKey())) {
                into.add(DynamicTest.dynamicTest(
                        String.join(".", path), () -> check(path, entry.getValue(), Values.of(entry.getValue()))));
            }
            JsonNode first = forms(entry.getValue()).get(0);
            if (first.has("properties")) {
                fields(first, path, into);
            }
        });
    }

    private static void check(List<String> path, JsonNode schema, Values values) throws Exception {
        if (path.equals(List.of("workload_type"))) {
            // Left out, it is what a template fills in, and there is none here.
            values.good.removeIf(JsonNode::isNull);
        }
        for (JsonNode value : values.good) {
            assertThat(complaints(path, value))
                    .as(path + " may be " + shortened(value) + " as " + schema)
                    .isEmpty();
        }
        for (JsonNode value : values.bad) {
            assertThat(complaints(path, value))
                    .as(path + " may not be " + shortened(value) + " as " + schema)
                    .isNotEmpty();
        }
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() < 100 ? text : text.substring(0, 100) + "… of " + text.length();
    }

    /** What an estimate says is not as published in a good draft with this in it. */
    private static List<String> complaints(List<String> path, JsonNode value) throws Exception {
        ObjectNode draft = (ObjectNode) new ObjectMapper().readTree(GridServer.JOB.getBytes(StandardCharsets.UTF_8));
        draft.putArray("command").add("python");
        draft.put("callback_url", "https://example.com/hook");
        draft.remove("model_size_gb");
        ObjectNode object = draft;
        for (String name : path.subList(0, path.size() - 1)) {
            object = object.putObject(name);
        }
        object.set(path.get(path.size() - 1), value);
        if (path.equals(List.of("callback", "url")) || path.equals(List.of("webhook_url"))) {
            draft.remove("callback_url");
        }
        List<String> found = new ArrayList<>();
        for (JsonNode check : server.post("/v1/jobs/estimate", key, draft.toString())
                .is(200)
                .json()
                .at("/screening/checks")) {
            if (check.get("code").asText().startsWith("INVALID_")) {
                found.add(check.toString());
            }
        }
        return found;
    }

    /** The schemas that a value may be of, null's aside. */
    private static List<JsonNode> forms(JsonNode given) {
        JsonNode schema = DOCUMENT.resolve(given);
        if (!schema.has("oneOf")) {
            return List.of(schema);
        }
        List<JsonNode> forms = new ArrayList<>();
        for (JsonNode one : schema.get("oneOf")) {
            if (!one.path("type").asText().equals("null")) {
                forms.add(DOCUMENT.resolve(one));
            }
        }
        return forms;
    }

    /** Values at both sides of each bound of a schema. */
    private record Values(List<JsonNode> good, List<JsonNode> bad) {
        private static final List<JsonNode> OF_EACH_TYPE = List.of(
                NODES.textNode("?"),
                NODES.numberNode(-1.5),
                NODES.booleanNode(true),
                NODES.arrayNode(),
                NODES.objectNode());

        static Values of(JsonNode schema) {
            Values values = new Values(new ArrayList<>(), new ArrayList<>());
            List<JsonNode> forms = forms(schema);
            forms.forEach(values::bounds);
            for (JsonNode value : OF_EACH_TYPE) {
                if (forms.stream().noneMatch(form -> types(form).contains(type(value)))) {
                    values.bad.add(value);
                }
            }
            boolean nullable = types(DOCUMENT.resolve(schema)).contains("null") || schema.has("oneOf");
            (nullable ? values.good : values.bad).add(NODES.nullNode());
            return values;
        }

        private static Set<String> types(JsonNode schema) {
            Set<String> types = new TreeSet<>();
            JsonNode type = schema.path("type");
            (type.isArray() ? type : List.of(type)).forEach(one -> types.add(one.asText()));
            if (types.contains("integer")) {
                types.add("number");
            }
            return types;
        }

        private static String type(JsonNode value) {
            return switch (value.getNodeType()) {
                case STRING -> "string";
                case NUMBER -> "number";
                case BOOLEAN -> "boolean";
                case ARRAY -> "array";
                case OBJECT -> "object";
                case NULL, BINARY, MISSING, POJO -> throw new IllegalArgumentException(value.toString());
            };
        }

        private void bounds(JsonNode schema) {
            Set<String> types = types(schema);
            if (types.contains("string")) {
                texts(schema);
            } else if (types.contains("number")) {
                numbers(schema, types.contains("integer"));
            } else if (types.contains("array")) {
                arrays(schema);
            } else if (types.contains("object")
                    && schema.path("additionalProperties").isObject()) {
                maps(schema);
            } else if (types.contains("boolean")) {
                good.addAll(List.of(NODES.booleanNode(true), NODES.booleanNode(false)));
            }
        }

        private void texts(JsonNode schema) {
            if (schema.has("enum")) {
                schema.get("enum").forEach(good::add);
                bad.add(NODES.textNode("no such word"));
                return;
            }
            // A URL has a beginning that counts, too.
            String start = schema.path("format").asText().equals("uri") ? "https://example.com/" : "";
            assertThat(schema.has("maxLength")).as("a bound of " + schema).isTrue();
            int most = schema.get("maxLength").asInt();
            int least = Math.min(most, Math.max(schema.path("minLength").asInt(1), start.length()));
            good.add(NODES.textNode(start + "x".repeat(least - start.length())));
            good.add(NODES.textNode(start + "x".repeat(most - start.length())));
            bad.add(NODES.textNode(start + "x".repeat(most + 1 - start.length())));
        }

        private void numbers(JsonNode schema, boolean whole) {
            if (schema.has("minimum")) {
                long least = schema.get("minimum").asLong();
                good.add(NODES.numberNode(least));
                bad.add(NODES.numberNode(least - 1));
            } else {
                assertThat(schema.get("exclusiveMinimum").asInt()).isZero();
                good.add(NODES.numberNode(0.001));
                bad.add(NODES.numberNode(0));
            }
            long most = schema.get("maximum").asLong();
            good.add(NODES.numberNode(most));
            bad.add(NODES.numberNode(most + 1));
            if (whole) {
                bad.add(NODES.numberNode(1.5));
            }
        }

        private void arrays(JsonNode schema) {
            good.add(NODES.arrayNode());
            assertThat(schema.has("maxItems")).as("a bound of " + schema).isTrue();
            int most = schema.get("maxItems").asInt();
            good.add(array(schema, most));
            bad.add(array(schema, most + 1));
            bad.add(NODES.arrayNode().add(1.5));
        }

        private static ArrayNode array(JsonNode schema, int size) {
            JsonNode item = forms(schema.get("items")).get(0);
            // Each another one: a list that names something twice is another mistake.
            IntFunction<JsonNode> items = types(item).contains("object")
                    ? i -> NODES.objectNode().put("input_id", "x" + i)
                    : i -> NODES.textNode("x" + i);
            ArrayNode array = NODES.arrayNode();
            IntStream.range(0, size).mapToObj(items).forEach(array::add);
            return array;
        }

        private void maps(JsonNode schema) {
            int most = schema.get("maxProperties").asInt();
            int longest = schema.at("/propertyNames/maxLength").asInt();
            int largest = schema.at("/additionalProperties/maxLength").asInt();
            good.add(map(most, ""));
            bad.add(map(most + 1, ""));
            good.add(NODES.objectNode().put("X".repeat(longest), "x".repeat(largest)));
            bad.add(NODES.objectNode().put("X".repeat(longest + 1), "x"));
            bad.add(NODES.objectNode().put("X", "x".repeat(largest + 1)));
            bad.add(NODES.objectNode().put("X", 1.5));
            bad.add(NODES.objectNode().putNull("X"));
        }

        private static ObjectNode map(int size, String value) {
            ObjectNode map = NODES.objectNode();
            IntStream.range(0, size).forEach(i -> map.put("X" + i, value));
            return map;
        }
    }
}
