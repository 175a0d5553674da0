package dev.jobgrid.id;

import java.security.SecureRandom;

/** The form of ids, and new random ones. */
final class IdText {
    private static final int MAX_LENGTH = 64;
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();

    private IdText() {}

    static String check(String kind, String value) {
        if (!isId(value)) {
            throw new IllegalArgumentException(
                    kind + " must be 1 to 64 letters, digits, '.', '_' or '-', and start with a" + " letter or digit");
        }
        return value;
    }

    /** By hand: every read and every row makes ids, and a regular expression takes ten times as long. */
    private static boolean isId(String value) {
        boolean fits = !value.isEmpty() && value.length() <= MAX_LENGTH && isLetterOrDigit(value.charAt(0));
        for (int i = 1; fits && i < value.length(); i++) {
            char c = value.charAt(i);
            fits = isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
        }
        return fits;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
    }

    /** 48 bits of the time, then 80 random ones, so that new ids sort roughly by age and land together in an index. */
    static String random(String prefix) {
        byte[] noise = new byte[10];
        RANDOM.nextBytes(noise);
        StringBuilder text = new StringBuilder(prefix.length() + 26).append(prefix);
        long millis = System.currentTimeMillis();
        for (int shift = 45; shift >= 0; shift -= 5) {
            text.append(ALPHABET[(int) (millis >>> shift) & 31]);
        }
        long bits = 0;
        int held = 0;
        for (byte b : noise) {
            bits = bits << 8 | (b & 0xff);
            held += 8;
            while (held >= 5) {
                held -= 5;
                text.append(ALPHABET[(int) (bits >>> held) & 31]);
            }
        }
        return text.toString();
    }
}
