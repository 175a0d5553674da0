package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The response to {@code GET /v1/jobs/{job_id}/logs} (reference §08). */
public record LogsJson(
        String jobId, String status, List<Item> items, long nextCursor, boolean hasMore, String usageHint) {
    /**
     * One line of a log.
     *
     * @param truncated true if the line was cut; absent otherwise
     */
    public record Item(
            long entryId,
            String source,
            String category,
            String stream,
            String message,
            Instant createdAt,
            @Nullable Boolean truncated) {
        /** A line in pages and live streams. */
        public static Item of(LogLine line) {
            String stream = WireNames.of(line.stream());
            return new Item(
                    line.entryId(),
                    "app-" + stream,
                    "workload_" + stream,
                    stream,
                    line.message(),
                    line.at(),
                    line.truncated() ? Boolean.TRUE : null);
        }
    }

    /** A page of a log. */
    public static LogsJson of(LogPage page) {
        Job job = page.job();
        return new LogsJson(
                job.id().value(),
                WireNames.of(job.status()),
                page.lines().stream().map(Item::of).toList(),
                page.next(),
                page.hasMore(),
                page.lines().isEmpty() ? hint(job) : "");
    }

    private static String hint(Job job) {
        if (job.state().times().started().isPresent()) {
            return "";
        }
        return job.isTerminal()
                ? "The workload never started, so it printed nothing; the job's events tell why."
                : "The workload has not started yet; the job's events tell how it comes along.";
    }
}
