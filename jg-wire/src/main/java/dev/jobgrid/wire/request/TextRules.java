package dev.jobgrid.wire.request;

/** Checks that text can be stored and returned as UTF-8. */
final class TextRules {
    private TextRules() {}

    /** The flaw of a text, if any. JSON can express both; no store, environment or command line can. */
    static String flaw(String text) {
        if (text.indexOf('\0') >= 0) {
            return "a NUL character, which is not allowed";
        }
        return isUnicode(text) ? "" : "half of a surrogate pair, which is not valid Unicode";
    }

    /** Whether all surrogates are paired. */
    static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
            }
        }
        return true;
    }
}
