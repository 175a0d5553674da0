package dev.jobgrid.executor.process;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Encodes text for the supervisor's shells. The JVM writes arguments and variables of a child in the host's charset,
 * which in a service without a locale is ASCII; other characters are written as octal escapes.
 */
final class ShellText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private ShellText() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** The text as {@code printf %b} reads it back. */
    static String code(String text) {
        StringBuilder coded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b == '\\') {
                coded.append("\\\\");
            } else if (b < 0) {
                coded.append("\\0").append(Integer.toOctalString(b & 0xff));
            } else {
                coded.append((char) b);
            }
        }
        return coded.toString();
    }
}
