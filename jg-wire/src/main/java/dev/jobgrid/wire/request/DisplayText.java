package dev.jobgrid.wire.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Formats client values for messages: shortened, on one line, and well-formed. */
public final class DisplayText {
    private static final int MAX_SHOWN = 80;

    private DisplayText() {}

    /** Text in quotes. */
    static String quoted(String text) {
        return "'" + shown(text) + "'";
    }

    /** A non-secret value. */
    static String value(JsonNode node) {
        if (node.isTextual()) {
            return quoted(node.textValue());
        }
        return node.isContainerNode() ? type(node) : shown(node.asText());
    }

    /** A bound, as people write it. */
    static String number(double bound) {
        return new BigDecimal(bound).toPlainString();
    }

    /** The type of a value, for values that may be secret. */
    static String type(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "null";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BINARY, POJO -> "no JSON value";
        };
    }

    /** Text that is safe to show: half surrogate pairs and control characters are replaced. */
    public static String shown(String text) {
        if (isShortAndPlain(text)) {
            return text; // the usual case, for each field of a request
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_SHOWN).forEach(c -> shown.appendCodePoint(isPlain(c) ? c : '\uFFFD'));
        return text.codePointCount(0, text.length()) > MAX_SHOWN ? shown + "…" : shown.toString();
    }

    private static boolean isShortAndPlain(String text) {
        boolean fits = text.length() <= MAX_SHOWN;
        for (int i = 0; fits && i < text.length(); i++) {
            fits = isPlain(text.charAt(i));
        }
        return fits;
    }

    private static boolean isPlain(int c) {
        return !Character.isISOControl(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }
}
