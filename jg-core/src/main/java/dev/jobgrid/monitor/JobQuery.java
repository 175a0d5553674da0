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
 * @param since only those created at this moment or later, if given
 * @param after only those older than this one, if given
 * @param limit the most jobs, 1 to 1,000
 */
public record JobQuery(
        WorkspaceId workspace, Optional<JobStatus> status, Optional<Instant> since, Optional<Cursor> after, int limit) {
    /** The most jobs of one query. */
    public static final int MAX_LIMIT = 1_000;

    /** Checks the limit. */
    public JobQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("a query takes 1 to " + MAX_LIMIT + " jobs, not " + limit);
        }
    }

    /** A query for jobs of any age. */
    public JobQuery(WorkspaceId workspace, Optional<JobStatus> status, Optional<Cursor> after, int limit) {
        this(workspace, status, Optional.empty(), after, limit);
    }

    /**
     * A position in the list: jobs are ordered by creation time, then by id.
     *
     * @param created when the job was created
     * @param id the job
     */
    public record Cursor(Instant created, JobId id) {}
}
