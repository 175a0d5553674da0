package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.wire.ListCursor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The response to {@code GET /v1/jobs} (reference §07). */
public record JobListJson(
        List<Item> jobs,
        int limit,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String nextCursor,
        boolean hasMore,
        @Nullable Instant searchedTo) {

    /** One job of the list. Its parts are flattened in the JSON. */
    record Item(
            @JsonUnwrapped IdentityJson identity,
            @JsonUnwrapped AskedJson asked,
            @JsonUnwrapped TimesJson times,
            Instant updatedAt,
            int retryCount,
            Instant phaseStartedAt,
            @JsonUnwrapped RouteJson route,
            @JsonUnwrapped MoneyJson money,
            @Nullable FailureJson failure,
            ArtifactContractJson artifactContract,
            @Nullable RunJson run,
            @Nullable CollectedJson collectedArtifacts,
            @Nullable String submittedBy) {
        static Item of(Job job, Instant now) {
            return new Item(
                    IdentityJson.of(job),
                    AskedJson.of(job.spec()),
                    TimesJson.of(job, now),
                    job.state().times().updated(),
                    job.retryCount(),
                    job.state().times().phaseStarted(),
                    RouteJson.of(job),
                    MoneyJson.of(job, now),
                    FailureJson.of(job, null),
                    ArtifactContractJson.of(job.spec()),
                    RunJson.of(job),
                    CollectedJson.of(job),
                    StatusJson.submitter(job));
        }
    }

    /** A page of jobs at this moment. */
    public static JobListJson of(JobPage page, Instant now) {
        return new JobListJson(
                page.jobs().stream().map(job -> Item.of(job, now)).toList(),
                page.limit(),
                page.next().map(ListCursor::write).orElse(null),
                page.next().isPresent(),
                page.searchedTo().orElse(null));
    }
}
