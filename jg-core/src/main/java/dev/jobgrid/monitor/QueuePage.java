package dev.jobgrid.monitor;

import java.util.List;

/**
 * The queue, as the callers of a workspace see it: jobs of others are counted only.
 *
 * @param jobs the first queued jobs of the workspace, in the order of their turns
 * @param limit the requested number of jobs
 * @param total the number of queued jobs of all workspaces, counted up to 100,000
 */
public record QueuePage(List<QueuedJob> jobs, int limit, long total) {
    /** Copies the jobs. */
    public QueuePage {
        jobs = List.copyOf(jobs);
    }
}
