package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobTimes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Timestamps of a job, and the duration of its last run so far. */
record TimesJson(
        Instant createdAt,
        @Nullable Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs) {
    static TimesJson of(Job job, Instant now) {
        JobTimes times = job.state().times();
        return new TimesJson(
                times.created(),
                times.queued().orElse(null),
                times.started().orElse(null),
                times.finished().orElse(null),
                times.started()
                        .map(start -> Duration.between(start, times.finished().orElse(now))
                                .toMillis())
                        .map(millis -> Math.max(0, millis))
                        .orElse(null));
    }
}
