package dev.jobgrid.spi.executor;

import dev.jobgrid.logs.LogStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A log line as an executor reads it. It ends with "\n", "\r" (as updates of a progress bar do) or "\r\n".
 *
 * @param stream stdout or stderr
 * @param at when it was written, as precisely as the executor knows
 * @param message without its end, at most 16 KiB of UTF-8
 * @param truncated whether it was longer
 */
public record RawLine(LogStream stream, Instant at, String message, boolean truncated) {
    /** The most bytes of UTF-8 in a line. */
    public static final int MAX_BYTES = 16 * 1024;

    /**
     * A line of bytes, cut before the character with which it becomes too long. Each byte that is not UTF-8 becomes a
     * character of three.
     *
     * @param length how many of the bytes; it is enough to have one more than {@link #MAX_BYTES} of a longer line
     */
    public static RawLine ofUtf8(LogStream stream, Instant at, byte[] bytes, int length) {
        boolean isLong = length > MAX_BYTES;
        int kept = isLong ? wholeCharacters(bytes, MAX_BYTES) : length;
        String text = new String(bytes, 0, kept, StandardCharsets.UTF_8);
        String fitting = fit(text);
        return new RawLine(stream, at, fitting, isLong || fitting.length() < text.length());
    }

    /** Moves a cut inside a character back to its first byte. */
    private static int wholeCharacters(byte[] bytes, int end) {
        int start = end;
        while (start > end - 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        return (bytes[start] & 0xC0) == 0xC0 ? start : end;
    }

    private static String fit(String text) {
        if (text.length() * 3 <= MAX_BYTES) {
            return text;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > MAX_BYTES) {
                return text.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return text;
    }
}
