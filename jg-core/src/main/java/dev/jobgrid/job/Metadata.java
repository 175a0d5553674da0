package dev.jobgrid.job;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's own data about a job, stored and returned unchanged ({@code metadata}). Values are text, booleans,
 * numbers, null, and lists and maps of these. Equal numbers are equal here whichever Java type they came in.
 *
 * @param values by name, in the client's order
 */
public record Metadata(Map<String, Object> values) {
    /** No data. */
    public static final Metadata EMPTY = new Metadata(Map.of());

    /**
     * Copies the data, deeply.
     *
     * @throws IllegalArgumentException if a value is of any other type
     */
    public Metadata {
        values = copyMap(values);
    }

    /** How many bytes the data takes as compact JSON in UTF-8, at least. */
    public long sizeBytes() {
        return size(values);
    }

    /** The names only: values may be secrets. */
    @Override
    public String toString() {
        return "Metadata" + values.keySet();
    }

    private static @Nullable Object copy(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Map<?, ?> map) {
            return copyMap(map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(copy(item)));
            return Collections.unmodifiableList(copy);
        }
        throw new IllegalArgumentException(
                "metadata cannot hold a " + value.getClass().getName());
    }

    @SuppressWarnings("NullAway") // a client's map may hold null, and is returned as it came
    private static Map<String, Object> copyMap(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, copy(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static Number number(Number number) {
        if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
            return number.doubleValue();
        }
        BigInteger whole = new BigInteger(number.toString());
        return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }

    private static long size(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return 1
                    + Math.max(
                            1,
                            map.entrySet().stream()
                                    .mapToLong(e -> size(e.getKey()) + size(e.getValue()) + 2)
                                    .sum());
        }
        if (value instanceof List<?> list) {
            return 1 + Math.max(1, list.stream().mapToLong(v -> size(v) + 1).sum());
        }
        if (value instanceof String text) {
            return 2 + text.codePoints().mapToLong(Metadata::size).sum();
        }
        return String.valueOf(value).length();
    }

    private static int size(int codePoint) {
        if (codePoint == '"' || codePoint == '\\') {
            return 2;
        }
        if (codePoint < 0x80) {
            return 1;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
}
