package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes apart what people write, so that case, spaces and dashes do not matter. */
final class Spelling {
    private Spelling() {}

    /** The runs of letters and digits, in lower case. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        String lower = text.toLowerCase(Locale.ROOT);
        int start = 0;
        for (int i = 0; i <= lower.length(); i++) {
            if (i == lower.length() || !Character.isLetterOrDigit(lower.charAt(i))) {
                if (i > start) {
                    words.add(lower.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** The words without anything between them. */
    static String key(String text) {
        return String.join("", words(text));
    }
}
