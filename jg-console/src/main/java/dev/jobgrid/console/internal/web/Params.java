package dev.jobgrid.console.internal.web;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameters of a query or a form, each with its values in order. Immutable. */
public final class Params {
    /** None. */
    public static final Params NONE = new Params(Map.of());

    private static final int MAX = 2_000;

    private final Map<String, List<String>> values;

    private Params(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Reads a query or a form ({@code application/x-www-form-urlencoded}); a broken escape stands for itself. */
    public static Params parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : text.split("&", MAX)) {
            int sign = pair.indexOf('=');
            String name = decoded(sign < 0 ? pair : pair.substring(0, sign));
            if (!name.isEmpty()) {
                values.computeIfAbsent(name, none -> new ArrayList<>())
                        .add(sign < 0 ? "" : decoded(pair.substring(sign + 1)));
            }
        }
        return new Params(values);
    }

    /** Those of a map as servlets give it. */
    public static Params of(Map<String, String[]> map) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        map.forEach((name, all) -> values.put(name, List.of(all)));
        return new Params(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The first value, stripped; empty if there is none or it is blank. */
    public Optional<String> text(String name) {
        return all(name).stream().findFirst().map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The first value of each name that has one, stripped. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        names().forEach(name -> text(name).ifPresent(value -> texts.put(name, value)));
        return texts;
    }

    /** The first value as it came. */
    public String raw(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? "" : all.get(0);
    }

    /** The first value as a number of at most 18 digits. */
    public Optional<Long> number(String name) {
        return text(name).filter(value -> value.matches("[0-9]{1,18}")).map(Long::parseLong);
    }

    /** All values. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The names in the order in which they came. */
    public Set<String> names() {
        return values.keySet();
    }

    /** The same with one value for a name; without the name if that is empty. */
    public Params with(String name, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(values);
        changed.remove(name);
        if (!value.isEmpty()) {
            changed.put(name, List.of(value));
        }
        return new Params(changed);
    }

    /** Without names of no value. */
    public Params filled() {
        Params filled = this;
        for (String name : names()) {
            filled = text(name).isEmpty() ? filled.with(name, "") : filled;
        }
        return filled;
    }

    /** As a query with its question mark; empty if there is none. */
    public String query() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, all) -> all.forEach(value -> text.append(text.isEmpty() ? '?' : '&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))));
        return text.toString();
    }
}
