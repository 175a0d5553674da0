package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads one page of a workspace's jobs, newest first. Each statement is one range of one index: the jobs created at the
 * moment of the cursor first, then all older ones, so that a page costs the same however many share a moment. ORDER BY
 * names the index's leading columns, because only then H2 skips sorting. Single-threaded.
 */
final class JobList {
    private static final Instant BEGIN_OF_TIME = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");
    private static final int NANOS_IN_MICRO = 1_000;

    private final Handle handle;
    private final JobRows rows;
    private final JobQuery query;
    private final Instant since;

    JobList(Handle handle, JobRows rows, JobQuery query) {
        this.handle = handle;
        this.rows = rows;
        this.query = query;
        this.since = query.since().map(JobList::column).orElse(BEGIN_OF_TIME);
    }

    /** A moment that a column can have, rounded up to one. */
    private static Instant column(Instant since) {
        if (since.isBefore(BEGIN_OF_TIME)) {
            return BEGIN_OF_TIME;
        }
        return since.isAfter(END_OF_TIME) ? END_OF_TIME : TimeColumn.micros(since.plusNanos(NANOS_IN_MICRO - 1));
    }

    List<Job> read() {
        return rows.whole(handle, page());
    }

    private List<Job> page() {
        if (query.after().isEmpty()) {
            return older(END_OF_TIME, query.limit());
        }
        Cursor after = query.after().get();
        if (after.created().isBefore(since)) {
            return List.of();
        }
        List<Job> jobs = new ArrayList<>(sameMoment(after));
        if (jobs.size() < query.limit()) {
            jobs.addAll(older(after.created(), query.limit() - jobs.size()));
        }
        return jobs;
    }

    private List<Job> older(Instant than, int limit) {
        Query select = query.status().map(this::olderInStatus).orElseGet(this::older);
        return select.bind("workspace", query.workspace().value())
                .bind("created", TimeColumn.of(than))
                .bind("since", TimeColumn.of(since))
                .bind("limit", limit)
                .map(rows)
                .list();
    }

    private Query older() {
        return handle.createQuery("""
                SELECT workspace_id, job_id, spec, large_bytes, state FROM jobs
                WHERE workspace_id = :workspace AND created_at < :created
                    AND created_at >= :since
                ORDER BY workspace_id, created_at DESC, job_id DESC
                LIMIT :limit
                """);
    }

    private Query olderInStatus(JobStatus status) {
        return handle.createQuery("""
                        SELECT workspace_id, job_id, spec, large_bytes, state FROM jobs
                        WHERE status = :status AND workspace_id = :workspace AND created_at < :created
                            AND created_at >= :since
                        ORDER BY status, workspace_id, created_at DESC, job_id DESC
                        LIMIT :limit
                        """).bind("status", status.name());
    }

    private List<Job> sameMoment(Cursor after) {
        Query select = query.status().map(this::sameMomentInStatus).orElseGet(this::sameMoment);
        return select.bind("workspace", query.workspace().value())
                .bind("created", TimeColumn.of(after.created()))
                .bind("job", after.id().value())
                .bind("limit", query.limit())
                .map(rows)
                .list();
    }

    private Query sameMoment() {
        return handle.createQuery("""
                SELECT workspace_id, job_id, spec, large_bytes, state FROM jobs
                WHERE workspace_id = :workspace AND created_at = :created AND job_id < :job
                ORDER BY workspace_id, created_at DESC, job_id DESC
                LIMIT :limit
                """);
    }

    private Query sameMomentInStatus(JobStatus status) {
        return handle.createQuery("""
                        SELECT workspace_id, job_id, spec, large_bytes, state FROM jobs
                        WHERE status = :status AND workspace_id = :workspace AND created_at = :created
                            AND job_id < :job
                        ORDER BY status, workspace_id, created_at DESC, job_id DESC
                        LIMIT :limit
                        """).bind("status", status.name());
    }
}
