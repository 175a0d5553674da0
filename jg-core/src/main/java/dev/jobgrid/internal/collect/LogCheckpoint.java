package dev.jobgrid.internal.collect;

import dev.jobgrid.spi.executor.RawLine;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far one run's log was read, and how much of it is kept: one text beside the stored lines.
 *
 * @param bytes what the kept lines count
 * @param cut whether lines were dropped
 * @param position where the executor goes on reading
 */
record LogCheckpoint(long bytes, Cut cut, String position) {
    static final LogCheckpoint START = new LogCheckpoint(0, Cut.NO, "");

    /** What a line counts beside its text: empty ones take room too. */
    private static final int LINE = 16;

    private static final Pattern FORM = Pattern.compile("kept=(\\d{1,18}),cut=(NO|UNTOLD|TOLD);(.*)", Pattern.DOTALL);

    /** Whether the log goes on beyond what is kept. */
    enum Cut {
        /** All that was read is kept. */
        NO,
        /** Lines were dropped; the log says so, and an event is still to. */
        UNTOLD,
        /** Lines were dropped, and an event says so. */
        TOLD
    }

    /** Reads what {@link #toString} wrote, or what releases wrote that counted nothing: an executor's position alone. */
    static LogCheckpoint parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? new LogCheckpoint(Long.parseLong(form.group(1)), Cut.valueOf(form.group(2)), form.group(3))
                : new LogCheckpoint(0, Cut.NO, text);
    }

    /** What a line counts: its text as UTF-8, and a little. */
    static long cost(RawLine line) {
        String text = line.message();
        long bytes = LINE;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    boolean isCut() {
        return cut != Cut.NO;
    }

    LogCheckpoint kept(List<RawLine> more) {
        return new LogCheckpoint(
                bytes + more.stream().mapToLong(LogCheckpoint::cost).sum(), cut, position);
    }

    LogCheckpoint movedTo(String to) {
        return new LogCheckpoint(bytes, cut, to);
    }

    LogCheckpoint untold() {
        return new LogCheckpoint(bytes, Cut.UNTOLD, position);
    }

    LogCheckpoint told() {
        return new LogCheckpoint(bytes, Cut.TOLD, position);
    }

    @Override
    public String toString() {
        return "kept=" + bytes + ",cut=" + cut + ";" + position;
    }
}
