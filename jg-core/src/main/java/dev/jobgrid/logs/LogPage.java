package dev.jobgrid.logs;

import dev.jobgrid.job.Job;
import java.util.List;

/**
 * A page of a job's log, oldest line first. It ends earlier than its query asked if its lines are long
 * ({@link LogQuery#maxBytes}); of a tail the last lines are kept.
 *
 * @param job the job
 * @param lines the lines
 * @param next {@code after} of the next page: the last line's entry id, or the reader's position if there is no line
 * @param hasMore whether more lines are stored after these
 */
public record LogPage(Job job, List<LogLine> lines, long next, boolean hasMore) {
    /** Copies the lines. */
    public LogPage {
        lines = List.copyOf(lines);
    }
}
