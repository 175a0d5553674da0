package dev.jobgrid.executor.docker.internal.logs;

import dev.jobgrid.executor.docker.internal.engine.LogFrames;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.RawLine;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Assembles the lines of one stream from its frames, on bytes, with memory for one line. A line ends with "\n", "\r" or
 * "\r\n", so that a frame may end several. Single-threaded.
 */
public final class LogLineAssembler {
    private static final int MAX_LENGTH = RawLine.MAX_BYTES + 1;
    private static final int SECOND_CHARS = 19;

    private final LogStream stream;
    private TimestampCursor.Mark from;
    private final byte[] line = new byte[MAX_LENGTH];
    private final byte[] second = new byte[SECOND_CHARS];
    private long epochSecond;
    private int length;
    private boolean isOpen;
    // The last frame ended with "\r": a "\n" that comes next belongs to that end.
    private boolean isAfterReturn;
    private Instant at = Instant.EPOCH;
    private int nth;
    private Instant appendedAt = Instant.EPOCH;

    public LogLineAssembler(LogStream stream, TimestampCursor.Mark from) {
        this.stream = stream;
        this.from = from;
    }

    /** Adds a frame, and passes on the completed lines that were not read before. */
    public void add(byte[] bytes, int start, int end, Consumer<LogQueue.Entry> lines) {
        int afterTime = LogFrames.afterTimestamp(bytes, start, end);
        Optional<Instant> timestamp = time(bytes, start, afterTime);
        // A frame without a time is text only, and has the time of the frame before.
        int text = timestamp.isPresent() ? afterTime : start;
        Instant time = timestamp.orElse(at);
        nth = time.equals(at) ? nth + 1 : 1;
        at = time;
        if (!from.covers(time, nth)) {
            addText(bytes, text, end, lines);
        }
        // Tracked for frames read before, too: the position may be between the two.
        isAfterReturn = end > text && bytes[end - 1] == '\r';
    }

    private void addText(byte[] bytes, int text, int end, Consumer<LogQueue.Entry> lines) {
        int next = text + Math.min(end - text, from.bytesRead(at, nth));
        if (next == text && next < end && isAfterReturn && bytes[next] == '\n') {
            next++;
        }
        int begin = next;
        while (next < end) {
            byte b = bytes[next++];
            if (b == '\n' || b == '\r') {
                append(bytes, begin, next - 1);
                if (b == '\r' && next < end && bytes[next] == '\n') {
                    next++;
                }
                begin = next;
                TimestampCursor.Mark mark = next == end ? mark() : new TimestampCursor.Mark(at, nth - 1, next - text);
                lines.accept(new LogQueue.Entry(take(), mark));
            }
        }
        if (begin < end) {
            append(bytes, begin, end);
        }
    }

    /** The unfinished line at the end. */
    public Optional<LogQueue.Entry> rest() {
        return isOpen ? Optional.of(new LogQueue.Entry(take(), mark())) : Optional.empty();
    }

    /** The position after the last frame. */
    TimestampCursor.Mark mark() {
        return from.covers(at, nth) ? from : new TimestampCursor.Mark(at, nth, 0);
    }

    /** Later frames come from a new reading of the log: known ones are skipped. */
    void again() {
        from = mark();
        at = Instant.EPOCH;
        nth = 0;
    }

    private void append(byte[] bytes, int start, int end) {
        int fitting = Math.min(end - start, MAX_LENGTH - length);
        System.arraycopy(bytes, start, line, length, fitting);
        length += fitting;
        isOpen = true;
        appendedAt = at;
    }

    private RawLine take() {
        RawLine taken = RawLine.ofUtf8(stream, appendedAt, line, length);
        length = 0;
        isOpen = false;
        return taken;
    }

    /** The time before the text; empty if there is no valid one. */
    private Optional<Instant> time(byte[] bytes, int start, int text) {
        if (text - start <= SECOND_CHARS) {
            return Optional.empty();
        }
        try {
            return Optional.of(readTime(bytes, start, text)).filter(time -> !time.isBefore(Instant.EPOCH));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** "2026-11-24T16:05:45.123456789Z ": most lines share the second of the one before. Others have an offset. */
    private Instant readTime(byte[] bytes, int start, int text) {
        int dot = start + SECOND_CHARS;
        int zone = text - 2;
        if (text - start < SECOND_CHARS + 3
                || bytes[dot] != '.'
                || bytes[zone] != 'Z'
                || !areDigits(bytes, dot + 1, zone)) {
            return Instant.parse(new String(bytes, start, Math.max(0, text - 1 - start), StandardCharsets.US_ASCII));
        }
        if (!Arrays.equals(bytes, start, dot, second, 0, SECOND_CHARS)) {
            epochSecond = Instant.parse(new String(bytes, start, SECOND_CHARS, StandardCharsets.US_ASCII) + "Z")
                    .getEpochSecond();
            System.arraycopy(bytes, start, second, 0, SECOND_CHARS);
        }
        int nanos = 0;
        int digits = 0;
        for (int i = dot + 1; i < zone; i++) {
            nanos = nanos * 10 + bytes[i] - '0';
            digits++;
        }
        for (; digits < 9; digits++) {
            nanos *= 10;
        }
        return Instant.ofEpochSecond(epochSecond, nanos);
    }

    private static boolean areDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return to - from <= 9;
    }
}
