package dev.jobgrid.executor.docker;

import dev.jobgrid.logs.LogStream;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far both streams of a container's log were read, by the timestamps that the Engine gave their lines.
 *
 * @param out of standard output
 * @param err of standard error
 */
record LogPosition(Mark out, Mark err) {
    static final LogPosition START = new LogPosition(Mark.NONE, Mark.NONE);

    private static final Pattern FORM = Pattern.compile("o=(\\d+)\\.(\\d{9})\\*(\\d+),e=(\\d+)\\.(\\d{9})\\*(\\d+)");
    // The Engine notes a line's time and then queues for the file, so neighbours of two streams may change places.
    private static final Duration DISORDER = Duration.ofSeconds(2);

    /**
     * A place in one stream.
     *
     * @param at timestamp of the last frame read
     * @param count how many frames with just this timestamp were read; 0 before the first
     */
    record Mark(Instant at, int count) {
        static final Mark NONE = new Mark(Instant.EPOCH, 0);

        /** Whether a frame, the nth of its timestamp, was read. */
        boolean covers(Instant time, int nth) {
            int order = time.compareTo(at);
            return order < 0 || order == 0 && nth <= count;
        }

        @Override
        public String toString() {
            return seconds(at) + "*" + count;
        }
    }

    /**
     * Reads what {@link #toString} wrote; empty text is the start.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static LogPosition parse(String text) {
        if (text.isEmpty()) {
            return START;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a log position of the docker executor: " + text);
        }
        return new LogPosition(mark(form, 1), mark(form, 4));
    }

    private static Mark mark(Matcher form, int group) {
        Instant at = Instant.ofEpochSecond(Long.parseLong(form.group(group)), Integer.parseInt(form.group(group + 1)));
        return new Mark(at, Integer.parseInt(form.group(group + 2)));
    }

    /** This position after one more line. */
    LogPosition moved(LogQueue.Entry entry) {
        return entry.line().stream() == LogStream.STDOUT
                ? new LogPosition(entry.mark(), err)
                : new LogPosition(out, entry.mark());
    }

    /** Where one stream stands. */
    Mark of(LogStream stream) {
        return stream == LogStream.STDOUT ? out : err;
    }

    /** From when on the Engine is to send, so that nothing is missed. */
    String query() {
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
