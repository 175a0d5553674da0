package dev.jobgrid.wire.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** One object of a response. A null counts as absent. Effectively immutable. */
record ResponseObject(ObjectNode node) {
    private static final int MICRO_DIGITS = 6;

    static ResponseObject of(byte[] body) throws IOException {
        return new ResponseObject(WireJson.responseObject(body));
    }

    /** Reads a body; missing fields or wrong types cause a {@link ProtocolException}. */
    static <T> T read(byte[] body, Function<ResponseObject, T> reading) throws IOException {
        try {
            return reading.apply(of(body));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException | JobGridException e) {
            throw unexpected("holds a value that is not as published: " + e.getMessage());
        }
    }

    static ProtocolException unexpected(String what) {
        return new ProtocolException("the server's response " + what);
    }

    private Optional<JsonNode> find(String name) {
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    Optional<String> text(String name) {
        return find(name).map(JsonNode::asText);
    }

    Optional<Instant> time(String name) {
        return text(name).map(Instant::parse);
    }

    Optional<Long> number(String name) {
        return find(name).filter(JsonNode::isNumber).map(JsonNode::longValue);
    }

    Optional<Integer> count(String name) {
        return number(name).map(Math::toIntExact);
    }

    /** An amount of dollars, to the micro-dollar. */
    Usd usd(String name) {
        return new Usd(micros(name));
    }

    /** An amount of dollars as micro-dollars, maybe negative. */
    long micros(String name) {
        return find(name)
                .filter(JsonNode::isNumber)
                .map(value -> value.decimalValue().movePointRight(MICRO_DIGITS).longValue())
                .orElse(0L);
    }

    Optional<Double> decimal(String name) {
        return find(name).filter(JsonNode::isNumber).map(JsonNode::doubleValue);
    }

    boolean flag(String name) {
        return find(name).map(JsonNode::booleanValue).orElse(false);
    }

    /** The constant with the published name; empty for an unknown name. */
    <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
        return text(name).flatMap(text -> constant(text, type));
    }

    static <E extends Enum<E>> Optional<E> constant(String word, Class<E> type) {
        String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }

    Optional<ResponseObject> object(String name) {
        return find(name).filter(ObjectNode.class::isInstance).map(value -> new ResponseObject((ObjectNode) value));
    }

    List<ResponseObject> objects(String name) {
        List<ResponseObject> items = new ArrayList<>();
        find(name)
                .ifPresent(array -> array.forEach(item -> {
                    if (item instanceof ObjectNode object) {
                        items.add(new ResponseObject(object));
                    }
                }));
        return items;
    }

    List<String> texts(String name) {
        List<String> items = new ArrayList<>();
        find(name).ifPresent(array -> array.forEach(item -> items.add(item.asText())));
        return items;
    }

    <E extends Enum<E>> List<E> words(String name, Class<E> type) {
        return texts(name).stream()
                .flatMap(word -> constant(word, type).stream())
                .toList();
    }

    <T> T need(Optional<T> value, String name) {
        return value.orElseThrow(() -> new UncheckedIOException(unexpected("has no readable " + name)));
    }

    String needText(String name) {
        return need(text(name), name);
    }

    Instant needTime(String name) {
        return need(time(name), name);
    }

    ResponseObject needObject(String name) {
        return need(object(name), name);
    }

    <E extends Enum<E>> E needWord(String name, Class<E> type) {
        return need(word(name, type), name);
    }
}
