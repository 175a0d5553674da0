package dev.jobgrid.wire.request;

/** Which text can be kept, and given back as UTF-8. */
final class TextRules {
    private TextRules() {}

    /** What is wrong with a text, or nothing. JSON can spell both; no store, environment or command line can hold them. */
    static String flaw(String text) {
        if (text.indexOf('\0') >= 0) {
            return "a NUL character, which is not allowed";
        }
        return isUnicode(text) ? "" : "half of a surrogate pair, which is not valid Unicode";
    }

    /** Whether each half of a surrogate pair has its other half. */
    static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
            }
        }
        return true;
    }
}
