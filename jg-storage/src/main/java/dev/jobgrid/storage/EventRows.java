package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.JobEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of events, as they are read. */
final class EventRows {
    private EventRows() {}

    static List<JobEvent> read(Handle handle, JobRef job, long afterSequence, int limit) {
        return handle.createQuery("""
                        SELECT event_seq, event_id, event_type, phase, severity, title, message, created_at
                        FROM job_events
                        WHERE workspace_id = :workspace AND job_id = :job AND event_seq > :after
                        ORDER BY workspace_id, job_id, event_seq
                        LIMIT :limit
                        """)
                .bind("workspace", job.workspace().value())
                .bind("job", job.id().value())
                .bind("after", afterSequence)
                .bind("limit", limit)
                .map(EventRows::event)
                .list();
    }

    private static JobEvent event(ResultSet row, StatementContext context) throws SQLException {
        return new JobEvent(
                row.getString("event_id"),
                row.getString("event_type"),
                ExecutionPhase.valueOf(row.getString("phase")),
                row.getString("title"),
                row.getString("message"),
                JobEvent.Level.valueOf(row.getString("severity")),
                TimeColumn.read(row, "created_at"),
                row.getLong("event_seq"));
    }
}
