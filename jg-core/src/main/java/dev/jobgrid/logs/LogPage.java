package dev.jobgrid.logs;

import dev.jobgrid.job.Job;
import java.util.List;

/**
 * Some lines of a job's log, oldest first.
 *
 * @param job the job
 * @param lines the lines
 * @param next the entry id to go on after: the last line's, or where the reader stood if there is none
 * @param hasMore whether more lines are stored after these
 */
public record LogPage(Job job, List<LogLine> lines, long next, boolean hasMore) {
    /** Copies the lines. */
    public LogPage {
        lines = List.copyOf(lines);
    }
}
