package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.wire.WireNames;

/** Identity and status of a job: the first fields of every response about one. */
record IdentityJson(
        String jobId,
        String id,
        String name,
        String status,
        String phase,
        String executionPhase,
        String statusMessage,
        String statusReason) {
    static IdentityJson of(Job job) {
        String phase = WireNames.of(job.phase());
        return new IdentityJson(
                job.id().value(),
                job.id().value(),
                job.spec().name(),
                WireNames.of(job.status()),
                phase,
                phase,
                PhaseText.of(job),
                job.state().reason());
    }
}
