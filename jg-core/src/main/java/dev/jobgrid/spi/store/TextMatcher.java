package dev.jobgrid.spi.store;

/**
 * Tells which texts contain a given one, ignoring case. Looks at each character a bounded number of times, whatever a program
 * printed: the method of Knuth, Morris and Pratt. Immutable.
 */
final class TextMatcher {
    private final char[] wanted;

    /** For each length of a match, that of the longest shorter one that its end is, too. */
    private final int[] shorter;

    TextMatcher(String text) {
        wanted = new char[text.length()];
        shorter = new int[text.length()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = folded(text.charAt(i));
            shorter[i] = i == 0 ? 0 : extended(shorter[i - 1], wanted[i]);
        }
    }

    boolean isIn(String text) {
        int matched = 0;
        for (int i = 0; i < text.length(); i++) {
            matched = extended(matched, folded(text.charAt(i)));
            if (matched == wanted.length) {
                return true;
            }
        }
        return false;
    }

    /** How much of the text is matched by one more character. */
    private int extended(int matched, char next) {
        int length = matched;
        while (length > 0 && wanted[length] != next) {
            length = shorter[length - 1];
        }
        return wanted[length] == next ? length + 1 : length;
    }

    /** As {@link String#equalsIgnoreCase} takes characters for the same. */
    private static char folded(char c) {
        if (c < 0x80) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }
}
