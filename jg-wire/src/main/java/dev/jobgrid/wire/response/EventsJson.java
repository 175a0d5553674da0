package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The response to {@code GET /v1/jobs/{job_id}/events} (reference §07). */
public record EventsJson(String jobId, String status, String phase, List<Item> items, Instant generatedAt) {
    record Item(
            String id,
            String jobId,
            String type,
            String phase,
            String title,
            String message,
            String source,
            String level,
            Instant createdAt,
            long sequence,
            @Nullable String by) {
        static Item of(Job job, JobEvent event) {
            return new Item(
                    event.id(),
                    job.id().value(),
                    event.type(),
                    WireNames.of(event.phase()),
                    event.title(),
                    event.message(),
                    "platform",
                    WireNames.of(event.level()),
                    event.created(),
                    event.sequence(),
                    event.by().isEmpty() ? null : event.by());
        }
    }

    /** A job's events, in the order given. */
    public static EventsJson of(Job job, List<JobEvent> events, Instant now) {
        return new EventsJson(
                job.id().value(),
                WireNames.of(job.status()),
                WireNames.of(job.phase()),
                events.stream().map(event -> Item.of(job, event)).toList(),
                now);
    }
}
