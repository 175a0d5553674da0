package dev.jobgrid.console.internal.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line that a program printed into parts with colours: of the escapes of terminals, colours and weight are kept and
 * all others dropped, links too. Looks at each character once. What is left is text, and nothing that a page would obey.
 */
public final class AnsiText {
    private static final char ESC = '\u001b';
    private static final String[] COLOURS = {"k", "r", "g", "y", "bl", "m", "c", "w"};

    private final String line;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int at;
    private String colour = "";
    private boolean bold;

    private AnsiText(String line) {
        this.line = line;
    }

    /**
     * A part of a line.
     *
     * @param text plain text, without control characters but tabs
     * @param style names of styles, separated by spaces; empty for none
     */
    public record Part(String text, String style) {}

    /** The parts of a line; none of an empty one. */
    public static List<Part> parts(String line) {
        return new AnsiText(line).split();
    }

    /** The line without its escapes. */
    public static String plain(String line) {
        StringBuilder all = new StringBuilder();
        parts(line).forEach(part -> all.append(part.text()));
        return all.toString();
    }

    private List<Part> split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == ESC) {
                escape();
            } else if (c == '\t' || c >= ' ' && c != '\u007f' && (c < '\u0080' || c > '\u009f')) {
                text.append(c);
            }
        }
        end();
        return parts;
    }

    private void end() {
        if (!text.isEmpty()) {
            String style = colour.isEmpty() ? (bold ? "ab" : "") : bold ? colour + " ab" : colour;
            parts.add(new Part(text.toString(), style));
            text.setLength(0);
        }
    }

    private void escape() {
        if (at >= line.length()) {
            return;
        }
        char kind = line.charAt(at++);
        if (kind == '[') {
            int from = at;
            while (at < line.length() && (line.charAt(at) < '@' || line.charAt(at) > '~')) {
                at++;
            }
            if (at < line.length() && line.charAt(at++) == 'm') {
                end();
                style(line.substring(from, at - 1));
            }
        } else if (kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X') {
            skipString();
        }
    }

    /** Up to its end: the bell, or ESC and a backslash. */
    private void skipString() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '\u0007') {
                return;
            }
            if (c == ESC) {
                at += at < line.length() && line.charAt(at) == '\\' ? 1 : 0;
                return;
            }
        }
    }

    private void style(String codes) {
        String[] all = codes.split(";", 32);
        for (int i = 0; i < all.length; i++) {
            String code = all[i];
            if (code.equals("38") || code.equals("48")) {
                i += i + 1 < all.length && all[i + 1].equals("5") ? 2 : 4; // one of 256 or of all colours: not ours
            } else {
                style(code, code.length() == 2 ? code.charAt(1) - '0' : -1);
            }
        }
    }

    private void style(String code, int digit) {
        if (code.isEmpty() || code.equals("0")) {
            colour = "";
            bold = false;
        } else if (code.equals("1")) {
            bold = true;
        } else if (code.equals("22")) {
            bold = false;
        } else if (code.equals("39")) {
            colour = "";
        } else if ((code.charAt(0) == '3' || code.charAt(0) == '9') && digit >= 0 && digit < COLOURS.length) {
            colour = "a" + COLOURS[digit];
        }
    }
}
