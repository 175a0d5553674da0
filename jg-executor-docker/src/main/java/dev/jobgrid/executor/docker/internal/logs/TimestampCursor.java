package dev.jobgrid.executor.docker.internal.logs;

import dev.jobgrid.logs.LogStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The read position in both streams of a container's log, by the Engine's timestamps of lines.
 *
 * @param out of standard output
 * @param err of standard error
 */
public record TimestampCursor(Mark out, Mark err) {
    public static final TimestampCursor START = new TimestampCursor(Mark.NONE, Mark.NONE);

    private static final String MARK = "(\\d+)\\.(\\d{9})\\*(\\d+)(?:\\+(\\d+))?";
    private static final Pattern FORM = Pattern.compile("o=" + MARK + ",e=" + MARK);
    // The Engine takes a line's time and then queues for the file, so neighbours of two streams may be swapped.
    private static final Duration DISORDER = Duration.ofSeconds(2);

    /**
     * A position in one stream.
     *
     * @param at timestamp of the last frame read
     * @param count the number of completely read frames with this timestamp; 0 before the first
     * @param bytes bytes read of the next frame with this timestamp, without its timestamp
     */
    public record Mark(Instant at, int count, int bytes) {
        public static final Mark NONE = new Mark(Instant.EPOCH, 0, 0);

        /** The bytes read of an incomplete frame, the nth of its timestamp. */
        int bytesRead(Instant time, int nth) {
            return time.equals(at) && nth == count + 1 ? bytes : 0;
        }

        /** Whether a frame, the nth of its timestamp, was read completely. */
        boolean covers(Instant time, int nth) {
            int order = time.compareTo(at);
            return order < 0 || order == 0 && nth <= count;
        }

        @Override
        public String toString() {
            return seconds(at) + "*" + count + (bytes > 0 ? "+" + bytes : "");
        }
    }

    /**
     * Reads what {@link #toString} wrote; empty text is the start.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static TimestampCursor parse(String text) {
        if (text.isEmpty()) {
            return START;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a log position of the docker executor: " + text);
        }
        try {
            return new TimestampCursor(mark(form, 1), mark(form, 5));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a log position is of no time that there is: " + text, e);
        }
    }

    private static Mark mark(Matcher form, int group) {
        String bytes = form.group(group + 3);
        return new Mark(
                Instant.ofEpochSecond(Long.parseLong(form.group(group)), Integer.parseInt(form.group(group + 1))),
                Integer.parseInt(form.group(group + 2)),
                bytes == null ? 0 : Integer.parseInt(bytes));
    }

    /** This position after one more line. */
    public TimestampCursor moved(LogQueue.Entry entry) {
        return entry.line().stream() == LogStream.STDOUT
                ? new TimestampCursor(entry.mark(), err)
                : new TimestampCursor(out, entry.mark());
    }

    /** The position in one stream. */
    Mark of(LogStream stream) {
        return stream == LogStream.STDOUT ? out : err;
    }

    /** The start time for the Engine, so that no line is missed. */
    public String query() {
        Instant last = out.at().isAfter(err.at()) ? out.at() : err.at();
        return last.equals(Instant.EPOCH) ? "" : "&since=" + seconds(last.minus(DISORDER));
    }

    private static String seconds(Instant at) {
        return at.getEpochSecond() + "." + String.format(java.util.Locale.ROOT, "%09d", at.getNano());
    }

    @Override
    public String toString() {
        return "o=" + out + ",e=" + err;
    }
}
