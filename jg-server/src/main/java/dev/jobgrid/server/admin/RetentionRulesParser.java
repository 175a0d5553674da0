package dev.jobgrid.server.admin;

import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionRules;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses retention rules as an operator writes them: {@code jobs=90d,logs=30d/10G,artifacts=/1T}. Pure. */
public final class RetentionRulesParser {
    private static final Pattern RULE = Pattern.compile("([a-z]+)=(?:([0-9]{1,6})([dh]))?(?:/([0-9]{1,15})([KMGT]?))?");

    private RetentionRulesParser() {}

    /**
     * Reads rules.
     *
     * @throws IllegalArgumentException if the text is no list of rules
     */
    public static RetentionRules read(String text) {
        RetentionRules rules = RetentionRules.KEEP;
        for (String one : text.split(",")) {
            Matcher rule = RULE.matcher(one.strip());
            if (!rule.matches() || rule.group(2) == null && rule.group(4) == null) {
                throw new IllegalArgumentException(
                        "'" + one + "' is no rule; jobs=90d, logs=30d/10G and artifacts=/1T are");
            }
            rules = rules.with(part(rule.group(1)), new RetentionRules.Rule(age(rule), max(rule)));
        }
        return rules;
    }

    private static RetentionPart part(String name) {
        return Arrays.stream(RetentionPart.values())
                .filter(part -> part.isRuled() && name(part).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no rule for '" + name + "'; there are for "
                        + Arrays.stream(RetentionPart.values())
                                .filter(RetentionPart::isRuled)
                                .map(RetentionRulesParser::name)
                                .collect(Collectors.joining(", "))));
    }

    private static Optional<Duration> age(Matcher rule) {
        return Optional.ofNullable(rule.group(2))
                .map(Long::parseLong)
                .map(count -> rule.group(3).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count));
    }

    private static OptionalLong max(Matcher rule) {
        return rule.group(4) == null ? OptionalLong.empty() : OptionalLong.of(bytes(rule.group(4), rule.group(5)));
    }

    /**
     * Reads a number of bytes: 500M, 10G.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long bytes(String text) {
        Matcher number = Pattern.compile("([0-9]{1,15})([KMGT]?)").matcher(text);
        if (!number.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size; 500M and 10G are");
        }
        return bytes(number.group(1), number.group(2));
    }

    private static long bytes(String count, String unit) {
        int power = unit.isEmpty() ? 0 : 1 + "KMGT".indexOf(unit);
        try {
            return Math.multiplyExact(Long.parseLong(count), 1L << 10 * power);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + count + unit + "' is more than there can be: at most 8388607T", e);
        }
    }

    /** The name of a part in rules. */
    public static String name(RetentionPart part) {
        return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
