package dev.jobgrid.monitor;

import dev.jobgrid.job.JobStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How many jobs are not over, in all workspaces.
 *
 * @param jobs by status; each count at most the bound that was asked for
 * @param oldestQueued since when the longest queued job waits
 */
public record JobCounts(Map<JobStatus, Long> jobs, Optional<Instant> oldestQueued) {
    /** Copies the counts. */
    public JobCounts {
        jobs = Map.copyOf(jobs);
    }
}
