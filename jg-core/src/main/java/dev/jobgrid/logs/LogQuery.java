package dev.jobgrid.logs;

import java.util.Optional;

/**
 * A query for lines of a job's log, oldest first.
 *
 * @param after only lines with a greater entry id; ignored for a tail
 * @param limit the most lines, 1 to 1,000
 * @param stream only this stream, if given
 * @param tail whether to return the last lines instead of the first
 */
public record LogQuery(long after, int limit, Optional<LogStream> stream, boolean tail) {
    /** Checks the bounds. */
    public LogQuery {
        if (limit < 1 || limit > 1001 || after < 0) {
            throw new IllegalArgumentException("a page of a log has 1 to 1,000 lines, not " + limit);
        }
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
