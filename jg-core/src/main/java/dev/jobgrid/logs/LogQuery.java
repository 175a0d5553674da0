package dev.jobgrid.logs;

import java.util.Optional;

/**
 * A query for lines of a job's log, oldest first. A page ends at its number of lines or at its bytes, whichever is first, and
 * has a line if there is one.
 *
 * @param after only lines with a greater entry id; ignored for a tail
 * @param limit the most lines, 1 to 1,000
 * @param stream only this stream, if given
 * @param tail whether to return the last lines instead of the first
 * @param maxBytes the most bytes of the lines' messages in UTF-8, 1 to {@link #PAGE_BYTES}
 */
public record LogQuery(long after, int limit, Optional<LogStream> stream, boolean tail, int maxBytes) {
    /** The most bytes of a page, 256 KiB: what one costs in memory is bounded by it, however long the lines are. */
    public static final int PAGE_BYTES = 256 << 10;

    /** Checks the bounds. */
    public LogQuery {
        if (limit < 1 || limit > 1001 || after < 0) {
            throw new IllegalArgumentException("a page of a log has 1 to 1,000 lines, not " + limit);
        }
        if (maxBytes < 1 || maxBytes > PAGE_BYTES) {
            throw new IllegalArgumentException("a page of a log has 1 to " + PAGE_BYTES + " bytes, not " + maxBytes);
        }
    }

    /** With as many bytes as a page may have. */
    public LogQuery(long after, int limit, Optional<LogStream> stream, boolean tail) {
        this(after, limit, stream, tail, PAGE_BYTES);
    }

    /** The same query for fewer bytes. */
    public LogQuery within(int bytes) {
        return new LogQuery(after, limit, stream, tail, bytes);
    }

    /** The first lines after this one. */
    public static LogQuery after(long entryId, int limit) {
        return new LogQuery(entryId, limit, Optional.empty(), false);
    }

    /** The last lines. */
    public static LogQuery tail(int limit) {
        return new LogQuery(0, limit, Optional.empty(), true);
    }
}
