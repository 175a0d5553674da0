package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.List;

/** Splits text into words, so that case, spaces and dashes do not matter. */
final class Spelling {
    private Spelling() {}

    /** The runs of letters and digits, in lower case. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        String lower = lower(text);
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

    /**
     * The text in lower case, letter by letter. The JDK's own way takes time that grows with the square of the text where one
     * letter becomes two, as \u0130 does.
     */
    static String lower(String text) {
        char[] letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = Character.toLowerCase(letters[i]);
        }
        return new String(letters);
    }

    /** The words, concatenated. */
    static String key(String text) {
        return String.join("", words(text));
    }
}
