package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.job.JobEvent;
import dev.jobgrid.storage.internal.json.StoredJson;
import java.util.List;
import java.util.Optional;

/**
 * Events of one change, prepared as a row. Created by the caller before it waits for its commit, so that callers share
 * the work.
 *
 * @param sequence the sequence of the last one
 * @param events the events as JSON
 */
public record EventRow(long sequence, String events) {
    /** The row of these events, if there is one. */
    static Optional<EventRow> of(List<JobEvent> events, StoredJson json) {
        return events.isEmpty()
                ? Optional.empty()
                : Optional.of(new EventRow(events.get(events.size() - 1).sequence(), json.write(events)));
    }
}
