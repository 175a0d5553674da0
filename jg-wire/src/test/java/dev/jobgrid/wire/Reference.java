package dev.jobgrid.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The published reference's own examples, and how to hold an answer against one. */
public final class Reference {
    private static final ObjectMapper PLAIN = new ObjectMapper();

    private Reference() {}

    public static byte[] bytes(String name) {
        try (InputStream in = Reference.class.getResourceAsStream("/reference/" + name + ".json")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode json(byte[] body) {
        try {
            return PLAIN.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a client gets of an answer: written and read again by a mapper that knows nothing of ours. */
    public static JsonNode written(Object answer) {
        return json(WireJson.bytes(answer));
    }

    /** Every place where the answer lacks a field of the example, or has another value there. */
    public static List<String> differences(String example, Object answer) {
        List<String> found = new ArrayList<>();
        compare("", json(bytes(example)), written(answer), found);
        return found;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, List<String> found) {
        if (expected.isObject() && actual.isObject()) {
            expected.properties()
                    .forEach(e -> compare(path + "/" + e.getKey(), e.getValue(), actual.path(e.getKey()), found));
        } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(path + "/" + i, expected.get(i), actual.get(i), found);
            }
        } else if (expected.isNumber() && actual.isNumber()) {
            if (expected.decimalValue().compareTo(actual.decimalValue()) != 0
                    || expected.isIntegralNumber() != actual.isIntegralNumber()) {
                found.add(path + ": " + expected + " is " + actual);
            }
        } else if (!expected.equals(actual)) {
            found.add(path + ": " + expected + " is " + actual);
        }
    }
}
