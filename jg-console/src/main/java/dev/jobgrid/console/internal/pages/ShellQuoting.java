package dev.jobgrid.console.internal.pages;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Writes words as a line that a shell splits into the same words. */
final class ShellQuoting {
    private ShellQuoting() {}

    /** The line of an array of texts. */
    static String line(JsonNode words) {
        List<String> quoted = new ArrayList<>();
        words.forEach(word -> quoted.add(quoted(word.asText())));
        return String.join(" ", quoted);
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
