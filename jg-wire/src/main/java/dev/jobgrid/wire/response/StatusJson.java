package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Job;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.plans.LaunchPlan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The response to {@code GET /v1/jobs/{job_id}} (reference §07). Its parts are flattened in the JSON. */
public record StatusJson(
        @JsonUnwrapped IdentityJson identity,
        @JsonUnwrapped ProgressJson progress,
        @JsonUnwrapped AskedJson asked,
        @JsonUnwrapped TimesJson times,
        @JsonUnwrapped RouteJson route,
        @JsonUnwrapped MoneyJson money,
        @JsonUnwrapped Result result) {

    record Result(
            @Nullable FailureJson failure,
            StartupJson startupDiagnostics,
            ArtifactContractJson artifactContract,
            boolean artifactsReady,
            @Nullable RunJson run,
            @Nullable CollectedJson collectedArtifacts,
            @Nullable LaunchPlanJson launchPlan,
            @Nullable String submittedBy) {}

    /** The state of a job at this moment. Whether it has output is unknown, and assumed from its start. */
    public static StatusJson of(Job job, Instant now) {
        return of(job, job.state().times().started().isPresent(), null, now);
    }

    /** The state of a job at this moment, with the end of its log if it failed. */
    public static StatusJson of(RuntimeSummary runtime, Instant now) {
        String tail = runtime.stderrTail().isBlank() ? runtime.stdoutTail() : runtime.stderrTail();
        boolean printed =
                !runtime.stdoutTail().isEmpty() || !runtime.stderrTail().isEmpty();
        return of(runtime.job(), printed, tail.isBlank() ? null : tail, now);
    }

    static @Nullable String submitter(Job job) {
        return job.state().submittedBy().isEmpty() ? null : job.state().submittedBy();
    }

    private static StatusJson of(Job job, boolean hasLogs, @Nullable String tail, Instant now) {
        Result result = new Result(
                FailureJson.of(job, tail),
                StartupJson.of(job, hasLogs),
                ArtifactContractJson.of(job.spec()),
                job.state().ending().collected().map(Collected::files).orElse(0) > 0,
                RunJson.of(job),
                CollectedJson.of(job),
                LaunchPlan.of(job).map(LaunchPlanJson::of).orElse(null),
                submitter(job));
        return new StatusJson(
                IdentityJson.of(job),
                ProgressJson.of(job, now),
                AskedJson.of(job.spec()),
                TimesJson.of(job, now),
                RouteJson.of(job),
                MoneyJson.of(job, now),
                result);
    }
}
