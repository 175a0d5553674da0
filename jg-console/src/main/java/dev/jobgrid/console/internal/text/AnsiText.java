package dev.jobgrid.console.internal.text;

import dev.jobgrid.logs.TerminalText;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line that a program printed into parts with colours: of the escapes of terminals, colours and weight are kept and
 * all others dropped, links too. Looks at each character once. What is left is text, and nothing that a page would obey.
 */
public final class AnsiText {
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

    private List<Part> split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == TerminalText.ESC) {
                escape();
            } else if (TerminalText.isShown(c)) {
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
        int from = at;
        at = TerminalText.afterEscape(line, from);
        if (at > from + 1 && line.charAt(from) == '[' && line.charAt(at - 1) == 'm') {
            end();
            style(line.substring(from + 1, at - 1));
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
