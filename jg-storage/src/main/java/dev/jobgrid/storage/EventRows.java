package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobEvent;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Rows of events, as they are read. Immutable and thread-safe. */
final class EventRows {
    private final StoredJson json;

    EventRows(StoredJson json) {
        this.json = json;
    }

    /** The events that follow a sequence. */
    List<JobEvent> read(Handle handle, JobRef job, long afterSequence, int limit) {
        return handle
                .createQuery("""
                        SELECT events FROM job_events
                        WHERE workspace_id = :workspace AND job_id = :job AND event_seq > :after
                        ORDER BY workspace_id, job_id, event_seq
                        LIMIT :limit
                        """)
                .bind("workspace", job.workspace().value())
                .bind("job", job.id().value())
                .bind("after", afterSequence)
                .bind("limit", limit)
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(events -> json.readEvents(events).stream())
                .filter(event -> event.sequence() > afterSequence)
                .limit(limit)
                .toList();
    }
}
