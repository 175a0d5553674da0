package dev.jobgrid.internal.collect;

import dev.jobgrid.spi.executor.RawLine;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The read position and the stored size of one run's log, as a text stored with the lines.
 *
 * @param bytes the size of the stored lines
 * @param cut whether lines were dropped
 * @param position where the executor continues reading
 */
record LogCheckpoint(long bytes, Cut cut, String position) {
    static final LogCheckpoint START = new LogCheckpoint(0, Cut.NO, "");

    /** The size of a line beside its text: empty lines take space too. */
    private static final int LINE = 16;

    private static final Pattern FORM = Pattern.compile("kept=(\\d{1,18}),cut=(NO|UNTOLD|TOLD);(.*)", Pattern.DOTALL);

    /** Whether the log is truncated. */
    enum Cut {
        /** Everything read is stored. */
        NO,
        /** Lines were dropped; the log says so, and the event is pending. */
        UNTOLD,
        /** Lines were dropped, and the event is stored. */
        TOLD
    }

    /** Reads the text of {@link #toString}. */
    static LogCheckpoint parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("the stored position of a log has an unknown form");
        }
        return new LogCheckpoint(Long.parseLong(form.group(1)), Cut.valueOf(form.group(2)), form.group(3));
    }

    /** The size of a line: its text as UTF-8, and a constant. */
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

    LogCheckpoint truncated() {
        return new LogCheckpoint(bytes, Cut.UNTOLD, position);
    }

    LogCheckpoint cutReported() {
        return new LogCheckpoint(bytes, Cut.TOLD, position);
    }

    @Override
    public String toString() {
        return "kept=" + bytes + ",cut=" + cut + ";" + position;
    }
}
