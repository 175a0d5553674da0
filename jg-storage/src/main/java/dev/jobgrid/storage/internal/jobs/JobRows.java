package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of jobs. Immutable and thread-safe. */
public final class JobRows implements RowMapper<Job> {
    private final StoredJson json;

    public JobRows(StoredJson json) {
        this.json = json;
    }

    Optional<Job> find(Handle handle, JobRef ref) {
        return handle.createQuery("""
                        SELECT workspace_id, job_id, spec, state FROM jobs
                        WHERE workspace_id = :workspace AND job_id = :job
                        """)
                .bind("workspace", ref.workspace().value())
                .bind("job", ref.id().value())
                .map(this)
                .findOne();
    }

    @Override
    public Job map(ResultSet row, StatementContext context) throws SQLException {
        return read(row);
    }

    Job read(ResultSet row) throws SQLException {
        return read(ref(row), row.getString("spec"), row.getString("state"));
    }

    Job read(JobRef ref, String spec, String state) {
        return new Job(ref, json.readSpec(spec), json.readState(state));
    }

    public static JobRef ref(ResultSet row) throws SQLException {
        return new JobRef(new WorkspaceId(row.getString("workspace_id")), new JobId(row.getString("job_id")));
    }
}
