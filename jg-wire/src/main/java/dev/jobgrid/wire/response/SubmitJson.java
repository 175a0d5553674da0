package dev.jobgrid.wire.response;

import dev.jobgrid.job.Job;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.List;

/** The 202 response to {@code POST /v1/jobs} (reference §06). */
public record SubmitJson(
        String jobId,
        String status,
        Instant queuedAt,
        String executionRoute,
        String routeReason,
        ArtifactContractJson artifactContract,
        CostRangeJson estimatedCostUsd,
        Instant submittedAt,
        String statusMessage,
        List<String> warnings) {
    /** The response to a submit, or its replay, for the job in the receipt. */
    public static SubmitJson of(Receipt receipt) {
        Job job = receipt.job();
        RouteJson route = RouteJson.of(job);
        Instant created = job.state().times().created();
        return new SubmitJson(
                job.id().value(),
                WireNames.of(job.status()),
                job.state().times().queued().orElse(created),
                route.executionRoute(),
                route.routeReason(),
                ArtifactContractJson.of(job.spec()),
                CostRangeJson.of(job.state().cost()),
                created,
                PhaseText.of(job),
                receipt.warnings());
    }
}
