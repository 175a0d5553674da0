package dev.jobgrid.job;

/** Limits texts about a job to a length that every store accepts. Pure. */
final class BoundedText {
    private static final int MAX_LENGTH = 4_000;

    private BoundedText() {}

    /** The text, cut if it is longer than 4,000 characters. */
    static String of(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 2)) ? MAX_LENGTH - 2 : MAX_LENGTH - 1;
        return text.substring(0, end) + "…";
    }
}
