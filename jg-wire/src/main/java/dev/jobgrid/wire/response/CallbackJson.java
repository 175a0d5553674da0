package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.wire.WireNames;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The body of a callback (reference §11). Its parts are flattened in the JSON. */
public record CallbackJson(
        String version,
        String jobId,
        String status,
        String statusReason,
        Instant occurredAt,
        @JsonUnwrapped TimesJson times,
        @JsonUnwrapped Run run,
        @JsonUnwrapped Correlation correlation) {
    record Run(
            String image,
            @Nullable String command,
            java.util.List<String> args,
            @Nullable Integer exitCode,
            boolean timedOut,
            @Nullable String assignedNodeId,
            @Nullable String providerName,
            @Nullable String providerNodeId) {
        static Run of(Job job) {
            RuntimeJson.Program program = RuntimeJson.Program.of(job);
            RuntimeJson.Exit exit = RuntimeJson.Exit.of(job);
            String node = job.attempt().placement().map(p -> p.node().value()).orElse(null);
            String provider = job.attempt().placement().map(p -> p.executor()).orElse(null);
            return new Run(
                    program.image(),
                    program.command(),
                    program.args(),
                    exit.exitCode(),
                    exit.timedOut(),
                    node,
                    provider,
                    node);
        }
    }

    record Correlation(Map<String, String> correlationData, Map<String, Object> metadata) {}

    /** The body for an ended job. */
    public static CallbackJson of(Job job, CallbackDelivery delivery) {
        return new CallbackJson(
                "v1",
                job.id().value(),
                WireNames.of(delivery.status()),
                job.state().reason(),
                delivery.created(),
                TimesJson.of(job, delivery.created()),
                Run.of(job),
                new Correlation(
                        new TreeMap<>(job.spec()
                                .callback()
                                .map(CallbackTarget::metadata)
                                .orElse(Map.of())),
                        job.spec().metadata().values()));
    }
}
