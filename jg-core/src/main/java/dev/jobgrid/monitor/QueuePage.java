package dev.jobgrid.monitor;

import java.util.List;

/**
 * The queue, as the callers of a workspace see it: jobs of others are counted only.
 *
 * @param jobs the first queued jobs of the workspace, in the order of their turns
 * @param limit the requested number of jobs
 * @param total the number of queued jobs of all workspaces, counted up to {@link #MAX_TOTAL}
 * @param isTotalMinimum whether there are more than that
 */
public record QueuePage(List<QueuedJob> jobs, int limit, long total, boolean isTotalMinimum) {
    /** Up to where queued jobs are counted: what waits beyond would be read for its number alone. */
    public static final int MAX_TOTAL = 10_000;

    /** A page with the number of all queued jobs. */
    public QueuePage(List<QueuedJob> jobs, int limit, long total) {
        this(jobs, limit, total, false);
    }

    /** Copies the jobs. */
    public QueuePage {
        jobs = List.copyOf(jobs);
    }
}
