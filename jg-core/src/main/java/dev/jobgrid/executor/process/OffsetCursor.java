package dev.jobgrid.executor.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The read position in both streams of a run: "o=123,e=45". A '+' after a number marks a position inside a truncated
 * line, whose rest is skipped.
 *
 * @param out of standard output
 * @param err of standard error
 */
record OffsetCursor(Mark out, Mark err) {
    private static final Pattern FORM = Pattern.compile("o=(\\d{1,18})(\\+?),e=(\\d{1,18})(\\+?)");
    private static final OffsetCursor START = new OffsetCursor(Mark.START, Mark.START);

    /**
     * A position in one stream.
     *
     * @param offset bytes read
     * @param isSkipping whether the rest of the line is skipped
     */
    record Mark(long offset, boolean isSkipping) {
        static final Mark START = new Mark(0, false);

        @Override
        public String toString() {
            return isSkipping ? offset + "+" : Long.toString(offset);
        }
    }

    /**
     * Reads what {@link #toString} wrote; empty text is the start.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static OffsetCursor parse(String text) {
        if (text.isEmpty()) {
            return START;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a log position of the process executor is like \"o=123,e=45\"");
        }
        return new OffsetCursor(
                new Mark(Long.parseLong(form.group(1)), !form.group(2).isEmpty()),
                new Mark(Long.parseLong(form.group(3)), !form.group(4).isEmpty()));
    }

    @Override
    public String toString() {
        return "o=" + out + ",e=" + err;
    }
}
