package dev.jobgrid.monitor;

import dev.jobgrid.job.JobStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Counts of jobs that have not ended, in all workspaces.
 *
 * @param jobs by status; each count up to the requested bound
 * @param oldestQueued when the oldest queued job was queued
 */
public record JobCounts(Map<JobStatus, Long> jobs, Optional<Instant> oldestQueued) {
    /** Copies the counts. */
    public JobCounts {
        jobs = Map.copyOf(jobs);
    }
}
