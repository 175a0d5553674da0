package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Reads rows of events. Immutable and thread-safe. */
public final class EventRows {
    private final StoredJson json;

    public EventRows(StoredJson json) {
        this.json = json;
    }

    /** The events after a sequence. */
    public List<JobEvent> read(Handle handle, JobRef job, long afterSequence, int limit) {
        return handle
                .createQuery("""
                        SELECT events FROM job_events
                        WHERE job_number = (SELECT j.job_number FROM jobs j
                                            WHERE j.workspace_id = :workspace AND j.job_id = :job)
                            AND event_seq > :after
                        ORDER BY job_number, event_seq
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
