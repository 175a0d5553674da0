package dev.jobgrid.storage.internal.jobs;

import java.util.List;

/**
 * Events of one change with the number of their job.
 *
 * @param number the job's
 */
public record NumberedEvents(long number, EventRow row) {
    /** The events of new jobs. */
    public static List<NumberedEvents> of(List<JobRow> jobs) {
        return jobs.stream()
                .flatMap(job -> job.eventRow().stream().map(row -> new NumberedEvents(job.number(), row)))
                .toList();
    }

    /** The events of changes. */
    public static List<NumberedEvents> ofChanges(List<NumberedChange> changes) {
        return changes.stream()
                .flatMap(change ->
                        change.change().eventRow().stream().map(row -> new NumberedEvents(change.number(), row)))
                .toList();
    }
}
