package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.wire.WireNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * Reads one object of a request field by field. A null counts as absent. Fields of a wrong type are reported and read
 * as absent; unknown fields cause a warning at the end. Single-threaded.
 */
final class Fields {
    private final ObjectNode node;
    private final String path;
    private final RequestDiagnostics findings;
    private final Set<String> asked = new HashSet<>();

    private Fields(ObjectNode node, String path, RequestDiagnostics findings) {
        this.node = node;
        this.path = path;
        this.findings = findings;
    }

    static Fields of(ObjectNode node, RequestDiagnostics findings) {
        return new Fields(node, "", findings);
    }

    RequestDiagnostics findings() {
        return findings;
    }

    /** The field's name as clients write it, from the top of the request. */
    String path(String name) {
        return path + DisplayText.shown(name);
    }

    Optional<JsonNode> take(String name) {
        asked.add(name);
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    /** Text, trimmed; empty if blank. */
    Optional<String> text(String name) {
        return rawText(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    Optional<String> rawText(String name) {
        return take(name).flatMap(value -> text(value, path(name), true));
    }

    /** As {@link #rawText}, for a value that messages must not show. */
    Optional<String> secretText(String name) {
        return take(name).flatMap(value -> text(value, path(name), false));
    }

    /** The text of a value somewhere in the request, if it is well-formed. */
    Optional<String> text(JsonNode value, String field, boolean shown) {
        if (!value.isTextual()) {
            findings.invalid(
                    field,
                    field + " is " + (shown ? DisplayText.value(value) : DisplayText.type(value))
                            + ", and must be a string");
            return Optional.empty();
        }
        String text = value.textValue();
        String flaw = TextRules.flaw(text);
        if (!flaw.isEmpty()) {
            findings.invalid(field, field + " holds " + flaw);
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** A finite number over 0 and up to a bound. */
    Optional<Double> positive(String name, double max) {
        return take(name).flatMap(value -> {
            double number = value.doubleValue();
            if (value.isNumber() && number > 0 && number <= max) {
                return Optional.of(number);
            }
            findings.invalid(
                    path(name),
                    path(name) + " is " + DisplayText.value(value) + ", and must be a number over 0 and at most "
                            + DisplayText.number(max));
            return Optional.empty();
        });
    }

    /** A whole number between two bounds; 2.0 is whole. */
    Optional<Long> whole(String name, long min, long max) {
        return whole(name, value -> value >= min && value <= max, min, max);
    }

    /** A whole number whose bounds are checked later, and named if it is not whole. */
    Optional<Long> anyWhole(String name, long min, long max) {
        return whole(name, value -> Math.abs(value) < Integer.MAX_VALUE, min, max);
    }

    private Optional<Long> whole(String name, LongPredicate allowed, long min, long max) {
        return take(name).flatMap(value -> {
            boolean isWhole = value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong();
            if (isWhole && allowed.test(value.longValue())) {
                return Optional.of(value.longValue());
            }
            findings.invalid(
                    path(name),
                    path(name) + " is " + DisplayText.value(value) + ", and must be a whole number from " + min + " to "
                            + max);
            return Optional.empty();
        });
    }

    Optional<Boolean> flag(String name) {
        return take(name).flatMap(value -> {
            if (value.isBoolean()) {
                return Optional.of(value.booleanValue());
            }
            findings.invalid(
                    path(name), path(name) + " is " + DisplayText.value(value) + ", and must be true or false");
            return Optional.empty();
        });
    }

    /** One of the words that the constants are published as. */
    <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
        return take(name).flatMap(value -> {
            Optional<E> found = Arrays.stream(type.getEnumConstants())
                    .filter(constant -> WireNames.reads(constant, value.textValue()))
                    .findFirst();
            if (found.isEmpty()) {
                String allowed = Arrays.stream(type.getEnumConstants())
                        .map(WireNames::of)
                        .collect(Collectors.joining(", "));
                findings.invalid(
                        path(name),
                        path(name) + " is " + DisplayText.value(value) + ", and must be one of: " + allowed);
            }
            return found;
        });
    }

    /** The fields of an object; none if it is absent. */
    Fields object(String name) {
        Optional<JsonNode> value = take(name);
        if (value.isPresent() && !value.get().isObject()) {
            findings.invalid(
                    path(name), path(name) + " is " + DisplayText.type(value.get()) + ", and must be an object");
        }
        return inner(value.filter(JsonNode::isObject).orElseGet(JsonNodeFactory.instance::objectNode), path(name));
    }

    /** The fields of an object somewhere in the request. */
    Fields inner(JsonNode object, String at) {
        return new Fields((ObjectNode) object, at + ".", findings);
    }

    /** The items of an array. */
    Optional<List<JsonNode>> array(String name) {
        return take(name).flatMap(value -> {
            if (!value.isArray()) {
                findings.invalid(path(name), path(name) + " is " + DisplayText.type(value) + ", and must be an array");
                return Optional.empty();
            }
            List<JsonNode> items = new ArrayList<>(value.size());
            value.forEach(items::add);
            return Optional.of(items);
        });
    }

    /** An array of strings, without other items. */
    List<String> texts(String name) {
        return texts(array(name).orElse(List.of()), path(name));
    }

    /** As {@link #texts(String)}, for items already read. Values are not shown: a command may hold a secret. */
    List<String> texts(List<JsonNode> items, String field) {
        List<String> texts = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            text(items.get(i), field + "[" + i + "]", false).ifPresent(texts::add);
        }
        return texts;
    }

    /** An object of strings, without other entries. Values are not shown. */
    Map<String, String> textMap(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        Fields entries = object(name);
        entries.node.fieldNames().forEachRemaining(key -> {
            String flaw = TextRules.flaw(key);
            if (flaw.isEmpty()) {
                entries.read(key).ifPresent(text -> texts.put(key, text));
            } else {
                findings.invalid(
                        path(name), path(name) + " has the key " + DisplayText.quoted(key) + ", which holds " + flaw);
            }
        });
        return texts;
    }

    // Unlike elsewhere, a null is an error here: the client has named the entry.
    private Optional<String> read(String key) {
        return text(node.get(key), path(key), false);
    }

    /** Tells of every unknown field, with the nearest known name. Call it last. */
    void warnOfOthers() {
        node.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                findings.unknown(path(name), () -> meant(name));
            }
        });
    }

    private String meant(String name) {
        return NearestName.of(name, asked)
                .map(nearest -> "; did you mean '" + path(nearest) + "'?")
                .orElse("");
    }
}
