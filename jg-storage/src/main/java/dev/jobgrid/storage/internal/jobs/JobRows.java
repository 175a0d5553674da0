package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of jobs, whose large specs are abridged until {@link #whole} reads them. Immutable and thread-safe. */
public final class JobRows implements RowMapper<Job> {
    // Each row by a subselect, because a join could be planned as one that reads a whole table; and as the first from
    // its
    // number on, in their order, because that is read by the key's index even if the table was small when it was
    // planned.
    private static final String STATE_OF =
            "FROM job_state s WHERE s.job_number >= %1$s.job_number ORDER BY s.job_number LIMIT 1)";
    private static final String SPEC_OF =
            "FROM jobs j WHERE j.job_number >= l.job_number ORDER BY j.job_number LIMIT 1)";

    /** The columns that {@link #read(ResultSet)} needs, of the row j of a job. */
    public static final String OF_JOB =
            "j.job_number, j.workspace_id, j.job_id, j.spec, j.large_bytes, (SELECT s.state " + STATE_OF.formatted("j")
                    + " AS state ";

    /** The same of the row l of another table, which lists a job. */
    static final String OF_LISTED = "l.job_number, l.workspace_id, l.job_id, (SELECT j.spec " + SPEC_OF
            + " AS spec, (SELECT j.large_bytes " + SPEC_OF + " AS large_bytes, (SELECT s.state "
            + STATE_OF.formatted("l")
            + " AS state ";

    /** The status of a row l of another table. */
    static final String STATUS = "(SELECT s.status " + STATE_OF.formatted("l");

    /** Jobs with allocations, once each: a run may have many devices, and one that has ended some still. */
    static final String ALLOCATED =
            "(SELECT DISTINCT workspace_id, created_at, job_id, job_number FROM device_holds{where}) l";

    /** The whole of a large spec. */
    public static final String LARGE = "SELECT spec FROM large_specs WHERE workspace_id = ? AND job_id = ?";

    private static final String FIND =
            "SELECT " + OF_JOB + "FROM jobs j WHERE j.workspace_id = :workspace AND j.job_id = :job";

    private final StoredJson json;
    private final JobNumbers numbers;

    public JobRows(StoredJson json, JobNumbers numbers) {
        this.json = json;
        this.numbers = numbers;
    }

    Optional<Job> find(Handle handle, JobRef ref) {
        return handle.createQuery(FIND)
                .bind("workspace", ref.workspace().value())
                .bind("job", ref.id().value())
                .map(this)
                .findOne()
                .flatMap(job -> whole(handle, job));
    }

    /** These jobs with their whole specs, read one by one; without those that were removed since. */
    List<Job> whole(Handle handle, List<Job> jobs) {
        return jobs.stream().flatMap(job -> whole(handle, job).stream()).toList();
    }

    private Optional<Job> whole(Handle handle, Job job) {
        return job.isAbridged()
                ? handle.select(
                                LARGE,
                                job.ref().workspace().value(),
                                job.ref().id().value())
                        .mapTo(String.class)
                        .findOne()
                        .map(spec -> whole(job, spec))
                : Optional.of(job);
    }

    Job whole(Job abridged, String spec) {
        return new Job(abridged.ref(), json.readSpec(spec), abridged.state());
    }

    @Override
    public Job map(ResultSet row, StatementContext context) throws SQLException {
        return read(row);
    }

    Job read(ResultSet row) throws SQLException {
        return read(row, length -> {});
    }

    /**
     * Reads a row.
     *
     * @param lengths receives the length of its texts
     */
    Job read(ResultSet row, IntConsumer lengths) throws SQLException {
        String spec = row.getString("spec");
        String state = row.getString("state");
        lengths.accept(spec.length() + state.length());
        boolean isAbridged = row.getObject("large_bytes") != null;
        return remembered(
                row.getLong("job_number"), new Job(ref(row), json.readSpec(spec), json.readState(state), isAbridged));
    }

    /** Only what has not ended will be changed. */
    private Job remembered(long number, Job job) {
        if (!job.isTerminal()) {
            numbers.remember(job.ref(), number);
        }
        return job;
    }

    Job read(JobRef ref, long number, String spec, String state) {
        return remembered(number, new Job(ref, json.readSpec(spec), json.readState(state)));
    }

    public static JobRef ref(ResultSet row) throws SQLException {
        return new JobRef(new WorkspaceId(row.getString("workspace_id")), new JobId(row.getString("job_id")));
    }
}
