package dev.jobgrid.artifacts;

import java.nio.charset.StandardCharsets;

/** Builds Content-Disposition headers, safe for any file name (RFC 6266, RFC 5987). */
public final class ContentDisposition {
    private static final String ATTR_CHARS = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    /** The value of the header for a file to be saved under this name. */
    public static String attachment(String filename) {
        String plain = plain(filename);
        String header = "attachment; filename=\"" + plain + "\"";
        return plain.equals(filename) ? header : header + "; filename*=UTF-8''" + encoded(filename);
    }

    /** For clients that know only the plain form: never a quote, a separator or a control character. */
    private static String plain(String filename) {
        StringBuilder text = new StringBuilder();
        filename.codePoints().forEach(c -> text.append(isPlain(c) ? (char) c : '_'));
        return text.toString();
    }

    private static boolean isPlain(int c) {
        return isAlphanumeric(c) || c == '.' || c == '_' || c == '-' || c == ' ';
    }

    private static String encoded(String filename) {
        StringBuilder text = new StringBuilder();
        for (byte b : filename.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (isAlphanumeric(c) || ATTR_CHARS.indexOf(c) >= 0) {
                text.append((char) c);
            } else {
                text.append('%').append(hex(c >> 4)).append(hex(c & 15));
            }
        }
        return text.toString();
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
