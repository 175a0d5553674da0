package dev.jobgrid.monitor;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * A query for jobs of a workspace, newest first.
 *
 * @param workspace the workspace
 * @param status only these, if given
 * @param after only those older than this one, if given
 * @param limit the most jobs, 1 to 100
 */
public record JobQuery(WorkspaceId workspace, Optional<JobStatus> status, Optional<Cursor> after, int limit) {
    /** Checks the limit. */
    public JobQuery {
        if (limit < 1 || limit > 101) {
            throw new IllegalArgumentException("a page of jobs has 1 to 100, not " + limit);
        }
    }

    /**
     * A position in the list: jobs are ordered by creation time, then by id.
     *
     * @param created when the job was created
     * @param id the job
     */
    public record Cursor(Instant created, JobId id) {}
}
