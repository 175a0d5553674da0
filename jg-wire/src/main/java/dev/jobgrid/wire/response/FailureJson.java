package dev.jobgrid.wire.response;

import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.wire.WireNames;
import org.jspecify.annotations.Nullable;

/** {@code failure}: why a job failed or was rejected (reference §07). */
record FailureJson(
        String code, String summary, String stage, @Nullable String logExcerpt, boolean retryable) {
    static @Nullable FailureJson of(Job job, @Nullable String logExcerpt) {
        if (job.status() != JobStatus.FAILED && job.status() != JobStatus.REJECTED) {
            return null;
        }
        Failure failure = job.state().ending().failure().orElseGet(() -> unexplained(job));
        return new FailureJson(
                WireNames.of(failure.cause()),
                failure.summary(),
                WireNames.of(failure.stage()),
                logExcerpt,
                failure.retryable());
    }

    // Clients expect the object on every failed job, so a job without a stored failure still has one.
    private static Failure unexplained(Job job) {
        Failure.Cause cause = job.status() == JobStatus.REJECTED ? Failure.Cause.UNPLACEABLE : Failure.Cause.INTERNAL;
        return new Failure(cause, job.state().reason(), job.phase(), false);
    }
}
