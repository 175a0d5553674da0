package dev.jobgrid.logs;

import dev.jobgrid.job.Job;
import java.util.List;

/**
 * A page of a job's log, oldest line first. It ends earlier than its query asked if its lines are long
 * ({@link LogQuery#maxBytes}); of a tail, and of a page backwards, the last lines are kept.
 *
 * @param job the job
 * @param lines the lines
 * @param next where the next page goes on. Forwards, and of a tail, it is that page's {@code after}: the last line's entry id,
 *     or the reader's position if there is no line. Backwards it is that page's {@code before}: the first line's entry id, or
 *     the reader's position. If a text was searched, it is the last line looked at
 * @param hasMore whether more lines are stored after these, backwards before these; false for a tail. If a text was searched:
 *     whether the page ended before the log did, so that lines are left to look at. Of a page with as many lines as it may
 *     have that is not known, and it is true
 */
public record LogPage(Job job, List<LogLine> lines, long next, boolean hasMore) {
    /** Copies the lines. */
    public LogPage {
        lines = List.copyOf(lines);
    }
}
