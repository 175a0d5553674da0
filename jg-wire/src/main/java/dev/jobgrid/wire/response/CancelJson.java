package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.wire.WireNames;

/** The response to {@code POST /v1/jobs/{job_id}/cancel} (reference §10). */
public record CancelJson(String jobId, String status, String statusReason) {
    /** A job just cancelled. */
    public static CancelJson of(Job job) {
        return new CancelJson(
                job.id().value(), WireNames.of(job.status()), job.state().reason());
    }
}
