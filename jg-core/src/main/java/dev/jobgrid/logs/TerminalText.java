package dev.jobgrid.logs;

/**
 * What a terminal shows of a line: the escapes that colour it, move its cursor or link it, and other control characters, are
 * no text. Looks at each character once. Pure.
 */
public final class TerminalText {
    /** The character that begins an escape. */
    public static final char ESC = '\u001b';

    private TerminalText() {}

    /** The line without escapes, and without control characters but tabs. */
    public static String of(String line) {
        int at = 0;
        while (at < line.length() && isShown(line.charAt(at))) {
            at++;
        }
        if (at == line.length()) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length()).append(line, 0, at);
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == ESC) {
                at = afterEscape(line, at);
            } else if (isShown(c)) {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Whether a character is text. */
    public static boolean isShown(char c) {
        return c == '\t' || c >= ' ' && c != '\u007f' && (c < '\u0080' || c > '\u009f');
    }

    /**
     * Where an escape ends.
     *
     * @param at the index after {@link #ESC}
     * @return the index after its last character, or the length of a line that ends within it
     */
    public static int afterEscape(String line, int at) {
        if (at >= line.length()) {
            return at;
        }
        return switch (line.charAt(at)) {
            case '[' -> afterSequence(line, at + 1);
            case ']', 'P', '_', '^', 'X' -> afterString(line, at + 1);
            default -> at + 1;
        };
    }

    private static int afterSequence(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) < '@' || line.charAt(at) > '~')) {
            at++;
        }
        return Math.min(line.length(), at + 1);
    }

    /** Up to its end: the bell, or ESC and a backslash. */
    private static int afterString(String line, int from) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '\u0007') {
                return at;
            }
            if (c == ESC) {
                return at < line.length() && line.charAt(at) == '\\' ? at + 1 : at;
            }
        }
        return at;
    }
}
