package dev.jobgrid.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The published reference's own examples, from the golden files, and which of them were used. Single-threaded. */
final class Examples {
    private static final Path FOLDER = Path.of("..", "jg-wire", "src", "test", "resources", "reference");

    private final Set<String> used = new TreeSet<>();

    /** The example, letter by letter. */
    String text(String name) {
        used.add(name);
        try {
            return Files.readString(FOLDER.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode json(String name) {
        return Answer.parse(text(name));
    }

    /** The examples that nobody has asked for. */
    Set<String> unused() throws IOException {
        Set<String> all = new TreeSet<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.forEach(file -> all.add(file.getFileName().toString().replace(".json", "")));
        }
        all.removeAll(used);
        return all;
    }

    /** Every field of the example that the answer lacks, or has with another type. */
    List<String> differences(String example, JsonNode answer) {
        List<String> found = new ArrayList<>();
        compare("", json(example), answer, found);
        return found;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, List<String> found) {
        if (expected.getNodeType() != actual.getNodeType()
                || isFraction(actual) && !isFraction(expected) && !isMoney(path)) {
            found.add(path + ": " + expected + " is " + (actual.isMissingNode() ? "left out" : actual));
        } else if (expected.isObject()) {
            expected.properties()
                    .forEach(e -> compare(path + "/" + e.getKey(), e.getValue(), actual.path(e.getKey()), found));
        } else if (expected.isArray() && !expected.isEmpty()) {
            compare(path + "/0", expected.get(0), actual.path(0), found);
        }
    }

    private static boolean isFraction(JsonNode node) {
        return node.isFloatingPointNumber();
    }

    private static boolean isMoney(String path) {
        return path.endsWith("_usd");
    }
}
