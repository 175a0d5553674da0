package dev.jobgrid.executor.docker;

import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.RawLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Puts the lines of one stream together from its frames, on bytes, with memory for one line. Single-threaded. */
final class LogLines {
    // A line and the "\r" that may end it: with a byte more it is surely too long.
    private static final int LONGEST = RawLine.MAX_BYTES + 2;
    private static final int SECOND_CHARS = 19;

    private final LogStream stream;
    private final LogPosition.Mark from;
    private final byte[] line = new byte[LONGEST];
    private final byte[] second = new byte[SECOND_CHARS];
    private long epochSecond;
    private int length;
    private boolean isOpen;
    private Instant at = Instant.EPOCH;
    private int nth;

    LogLines(LogStream stream, LogPosition.Mark from) {
        this.stream = stream;
        this.from = from;
    }

    /** Takes a frame; the line that it ends, unless that was read before. */
    Optional<RawLine> add(byte[] bytes, int start, int end) {
        int text = LogFrames.afterTimestamp(bytes, start, end);
        Instant time = time(bytes, start, text);
        nth = time.equals(at) ? nth + 1 : 1;
        at = time;
        if (from.covers(time, nth)) {
            return Optional.empty();
        }
        boolean isEnded = end > text && bytes[end - 1] == '\n';
        append(bytes, text, isEnded ? end - 1 : end);
        return isEnded ? Optional.of(take()) : Optional.empty();
    }

    /** The line that was begun and will not be ended. */
    Optional<RawLine> rest() {
        return isOpen ? Optional.of(take()) : Optional.empty();
    }

    /** Where the last frame taken ends. */
    LogPosition.Mark mark() {
        return new LogPosition.Mark(at, nth);
    }

    private void append(byte[] bytes, int start, int end) {
        int fitting = Math.min(end - start, LONGEST - length);
        System.arraycopy(bytes, start, line, length, fitting);
        length += fitting;
        isOpen = true;
    }

    private RawLine take() {
        int end = length > 0 && length < LONGEST && line[length - 1] == '\r' ? length - 1 : length;
        boolean isLong = end > RawLine.MAX_BYTES;
        int kept = isLong ? wholeCharacters(RawLine.MAX_BYTES) : end;
        String text = new String(line, 0, kept, StandardCharsets.UTF_8);
        String fitting = fit(text);
        length = 0;
        isOpen = false;
        return new RawLine(stream, at, fitting, isLong || fitting.length() < text.length());
    }

    /** Steps back from a cut inside a character to its first byte. */
    private int wholeCharacters(int end) {
        int start = end;
        while (start > end - 4 && (line[start] & 0xC0) == 0x80) {
            start--;
        }
        return (line[start] & 0xC0) == 0xC0 ? start : end;
    }

    /** Each byte that is no UTF-8 has become a character of three. */
    private static String fit(String text) {
        if (text.length() * 3 <= RawLine.MAX_BYTES) {
            return text;
        }
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > RawLine.MAX_BYTES) {
                return text.substring(0, i);
            }
            i += Character.charCount(c);
        }
        return text;
    }

    /** "2026-11-24T16:05:45.123456789Z ": most lines share the second of the one before. */
    private Instant time(byte[] bytes, int start, int text) {
        int dot = start + SECOND_CHARS;
        if (text - start < SECOND_CHARS + 3 || bytes[dot] != '.') {
            return Instant.parse(new String(bytes, start, Math.max(0, text - 1 - start), StandardCharsets.US_ASCII));
        }
        if (!Arrays.equals(bytes, start, dot, second, 0, SECOND_CHARS)) {
            epochSecond = Instant.parse(new String(bytes, start, SECOND_CHARS, StandardCharsets.US_ASCII) + "Z")
                    .getEpochSecond();
            System.arraycopy(bytes, start, second, 0, SECOND_CHARS);
        }
        int nanos = 0;
        int digits = 0;
        for (int i = dot + 1; i < text - 2; i++) {
            nanos = nanos * 10 + bytes[i] - '0';
            digits++;
        }
        for (; digits < 9; digits++) {
            nanos *= 10;
        }
        return Instant.ofEpochSecond(epochSecond, nanos);
    }
}
