package dev.jobgrid.job;

/** Limits texts about a job to a length that every store accepts. Pure. */
final class BoundedText {
    private static final int MAX_LENGTH = 4_000;
    private static final int MAX_NAME = 255;

    private BoundedText() {}

    /** The text, cut if it is longer than 4,000 characters. */
    static String of(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 2)) ? MAX_LENGTH - 2 : MAX_LENGTH - 1;
        return text.substring(0, end) + "…";
    }

    /** A name as every store accepts it: at most 255 characters, with a '?' for each that is no text. */
    static String name(String text) {
        String cut = text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME);
        return cut.codePoints().noneMatch(BoundedText::isNoText)
                ? cut
                : cut.codePoints()
                        .map(c -> isNoText(c) ? '?' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isNoText(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
