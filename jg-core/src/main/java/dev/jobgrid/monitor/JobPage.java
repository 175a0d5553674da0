package dev.jobgrid.monitor;

import dev.jobgrid.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of jobs, newest first.
 *
 * @param jobs the jobs
 * @param limit the requested page size
 * @param next where the next page starts, if there is one
 * @param searchedTo how far back the page looked, if it ended because it had looked at {@value JobFilter#MAX_SEARCHED} jobs
 */
public record JobPage(List<Job> jobs, int limit, Optional<JobQuery.Cursor> next, Optional<Instant> searchedTo) {
    /** Copies the jobs. */
    public JobPage {
        jobs = List.copyOf(jobs);
    }

    /** A page that ended with its jobs, or is full. */
    public JobPage(List<Job> jobs, int limit, Optional<JobQuery.Cursor> next) {
        this(jobs, limit, next, Optional.empty());
    }
}
