package dev.jobgrid.storage;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.Turn;
import dev.jobgrid.spi.Lane;
import dev.jobgrid.spi.NewJob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of jobs. Immutable and thread-safe. */
final class JobRows implements RowMapper<Job> {
    private final StoredJson json;

    JobRows(StoredJson json) {
        this.json = json;
    }

    /**
     * Inserts the jobs that are not there yet.
     *
     * @return for each, 1 if it was inserted, else 0
     */
    int[] insert(Handle handle, List<NewJob> jobs) {
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO jobs (workspace_id, job_id, name, status, phase, version, created_at, updated_at, queued_at,
                                  not_before, lane, turn_at, held_micros, spec, state)
                VALUES (:workspace, :job, :name, :status, :phase, :version, :created, :updated, :queued,
                        :notBefore, :lane, :turn, :held, :spec, :state)
                ON CONFLICT DO NOTHING
                """)) {
            jobs.forEach(fresh -> bind(batch, fresh).add());
            return batch.execute();
        }
    }

    private PreparedBatch bind(PreparedBatch batch, NewJob fresh) {
        Job job = fresh.job();
        JobState state = job.state();
        Turn turn = job.turn();
        return batch.bind("workspace", job.ref().workspace().value())
                .bind("job", job.id().value())
                .bind("name", job.spec().name())
                .bind("status", state.status().name())
                .bind("phase", state.phase().name())
                .bind("version", state.version())
                .bind("created", TimeColumn.of(state.times().created()))
                .bind("updated", TimeColumn.of(state.times().updated()))
                .bind("queued", TimeColumn.of(queuedAt(state)))
                .bind("notBefore", TimeColumn.of(state.attempt().notBefore()))
                .bind("lane", QueueReading.key(new Lane(job.ref().workspace(), turn.shape())))
                .bind("turn", TimeColumn.of(turn.at()))
                .bind("held", fresh.reservation().micros())
                .bind("spec", json.write(job.spec()))
                .bind("state", json.write(state));
    }

    /** The column is never null, because databases differ in where they sort that. */
    static Instant queuedAt(JobState state) {
        return state.times().queued().orElse(state.times().created());
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
        return new Job(ref(row), json.readSpec(row.getString("spec")), json.readState(row.getString("state")));
    }

    static JobRef ref(ResultSet row) throws SQLException {
        return new JobRef(new WorkspaceId(row.getString("workspace_id")), new JobId(row.getString("job_id")));
    }
}
