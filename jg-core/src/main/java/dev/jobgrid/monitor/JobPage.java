package dev.jobgrid.monitor;

import dev.jobgrid.job.Job;
import java.util.List;
import java.util.Optional;

/**
 * A page of jobs, newest first.
 *
 * @param jobs the jobs
 * @param limit the requested page size
 * @param next where the next page starts, if there is one
 */
public record JobPage(List<Job> jobs, int limit, Optional<JobQuery.Cursor> next) {
    /** Copies the jobs. */
    public JobPage {
        jobs = List.copyOf(jobs);
    }
}
