package dev.jobgrid.job;

/** What is said of a job, short enough that every store takes it with the change that it belongs to. Pure. */
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
