package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.job.Job;
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
        return older().bind("workspace", query.workspace().value())
                .bind("created", TimeColumn.of(than))
                .bind("since", TimeColumn.of(since))
                .bind("limit", limit)
                .map(rows)
                .list();
    }

    private Query older() {
        return handle.createQuery(select("l.created_at < :created AND l.created_at >= :since"));
    }

    private List<Job> sameMoment(Cursor after) {
        return handle.createQuery(select("l.created_at = :created AND l.job_id < :job"))
                .bind("workspace", query.workspace().value())
                .bind("created", TimeColumn.of(after.created()))
                .bind("job", after.id().value())
                .bind("limit", query.limit())
                .map(rows)
                .list();
    }

    /** A page of jobs, from the table that lists those of the status. */
    private String select(String where) {
        if (query.status().isEmpty()) {
            return "SELECT " + JobRows.OF_JOB + "FROM jobs j WHERE j.workspace_id = :workspace AND "
                    + where.replace("l.", "j.")
                    + " ORDER BY j.workspace_id, j.created_at DESC, j.job_id DESC LIMIT :limit";
        }
        String is = " = '" + query.status().get().name() + "' AND ";
        return switch (query.status().get()) {
            case PENDING -> listed("job_queue l", "FALSE AND " + where, "listed_in"); // none is stored
            case QUEUED -> listed("job_queue l", where, "listed_in");
            case ASSIGNED, RUNNING ->
                listed(
                        JobRows.ALLOCATED.replace("{where}", " WHERE workspace_id = :workspace"),
                        JobRows.STATUS + is + where,
                        "workspace_id");
            case COMPLETED, FAILED, REJECTED, CANCELLED ->
                listed("job_ends l", "l.status" + is + where, "status, workspace_id");
        };
    }

    private static String listed(String table, String where, String keys) {
        String workspace = keys.substring(keys.indexOf(' ') + 1);
        return "SELECT " + JobRows.OF_LISTED + "FROM " + table + " WHERE l." + workspace + " = :workspace AND " + where
                + " ORDER BY l." + keys.replace(", ", ", l.") + ", l.created_at DESC, l.job_id DESC LIMIT :limit";
    }
}
