package dev.jobgrid.logs;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A query for lines of a job's log. Pages go forwards from a line or backwards from one; either way their lines are oldest
 * first. A page ends at its number of lines or at its bytes, whichever is first, and has a line if there is one.
 *
 * @param after only lines with a greater entry id; 0 and of no account for pages backwards
 * @param before the last lines with a smaller entry id, 1 or more, instead of the first ones
 * @param limit the most lines, 1 to 1,000
 * @param stream only this stream, if given
 * @param containing only lines that contain this text, 1 to {@link #MAX_TEXT} characters: as it stands, without patterns,
 *     ignoring case as {@link String#equalsIgnoreCase} does, in the line as a terminal shows it, thus without its colours.
 *     No index helps: a page looks at up to {@link #MAX_SEARCHED} lines, and {@link LogPage#next} says how far it came
 * @param tail whether to return the last lines of the log; neither with {@code before} nor with {@code containing}
 * @param maxBytes the most bytes of the lines' messages in UTF-8, 1 to {@link #PAGE_BYTES}
 */
public record LogQuery(
        long after,
        OptionalLong before,
        int limit,
        Optional<LogStream> stream,
        Optional<String> containing,
        boolean tail,
        int maxBytes) {
    /** The most bytes of a page, 256 KiB: what one costs in memory is bounded by it, however long the lines are. */
    public static final int PAGE_BYTES = 256 << 10;

    /** The most lines that one page looks at for a text. A store may stop earlier, where lines are long. */
    public static final int MAX_SEARCHED = 200_000;

    /** The most characters of a text to search for. */
    public static final int MAX_TEXT = 200;

    /** Checks the bounds. */
    public LogQuery {
        if (limit < 1 || limit > 1001 || after < 0) {
            throw new IllegalArgumentException("a page of a log has 1 to 1,000 lines, not " + limit);
        }
        if (maxBytes < 1 || maxBytes > PAGE_BYTES) {
            throw new IllegalArgumentException("a page of a log has 1 to " + PAGE_BYTES + " bytes, not " + maxBytes);
        }
        if (before.isPresent() && before.getAsLong() < 1) {
            throw new IllegalArgumentException("before is a line's entry id, 1 or more, not " + before.getAsLong());
        }
        if (containing.isPresent() && !isText(containing.get())) {
            throw new IllegalArgumentException(
                    "a text to search for has 1 to " + MAX_TEXT + " characters, not only spaces, and not "
                            + containing.get().length());
        }
        if (tail && (before.isPresent() || containing.isPresent())) {
            throw new IllegalArgumentException("a tail is neither before a line nor searched; use before alone");
        }
    }

    /** For lines of any text, with as many bytes as a page may have. */
    public LogQuery(long after, int limit, Optional<LogStream> stream, boolean tail) {
        this(after, OptionalLong.empty(), limit, stream, Optional.empty(), tail, PAGE_BYTES);
    }

    /** The same query for fewer bytes. */
    public LogQuery within(int bytes) {
        return new LogQuery(after, before, limit, stream, containing, tail, bytes);
    }

    /** The same query for another number of lines. */
    public LogQuery limitedTo(int lines) {
        return new LogQuery(after, before, lines, stream, containing, tail, maxBytes);
    }

    /** The same query for a stream; for both if empty. */
    public LogQuery of(Optional<LogStream> only) {
        return new LogQuery(after, before, limit, only, containing, tail, maxBytes);
    }

    /** The same query for lines that contain a text. */
    public LogQuery containing(String text) {
        return new LogQuery(after, before, limit, stream, Optional.of(text), tail, maxBytes);
    }

    /** The first lines after this one. */
    public static LogQuery after(long entryId, int limit) {
        return new LogQuery(entryId, limit, Optional.empty(), false);
    }

    /** The last lines before this one; {@code Long.MAX_VALUE} for those of the log. */
    public static LogQuery before(long entryId, int limit) {
        return new LogQuery(0, OptionalLong.of(entryId), limit, Optional.empty(), Optional.empty(), false, PAGE_BYTES);
    }

    /** The last lines. */
    public static LogQuery tail(int limit) {
        return new LogQuery(0, limit, Optional.empty(), true);
    }

    /** Whether lines are looked at from the latest on. */
    public boolean isBackwards() {
        return tail || before.isPresent();
    }

    /** Whether a text may be searched for. */
    public static boolean isText(String text) {
        return !text.isBlank() && text.length() <= MAX_TEXT;
    }
}
