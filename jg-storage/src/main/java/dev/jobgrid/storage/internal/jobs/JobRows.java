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
    /** The columns that {@link #read(ResultSet)} needs. */
    public static final String COLUMNS = "workspace_id, job_id, spec, large_bytes, state";

    /** The whole of a large spec. */
    public static final String LARGE = "SELECT spec FROM large_specs WHERE workspace_id = ? AND job_id = ?";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM jobs WHERE workspace_id = :workspace AND job_id = :job";

    private final StoredJson json;

    public JobRows(StoredJson json) {
        this.json = json;
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
        return new Job(ref(row), json.readSpec(spec), json.readState(state), isAbridged);
    }

    Job read(JobRef ref, String spec, String state) {
        return new Job(ref, json.readSpec(spec), json.readState(state));
    }

    public static JobRef ref(ResultSet row) throws SQLException {
        return new JobRef(new WorkspaceId(row.getString("workspace_id")), new JobId(row.getString("job_id")));
    }
}
