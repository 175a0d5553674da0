package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.job.Failure;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which jobs to list, as options. */
final class JobFilterOptions {
    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only jobs with this status: pending, queued, assigned, running, completed, failed,"
                    + " rejected or cancelled.")
    private @Nullable JobStatus status;

    @Option(
            names = "--name",
            paramLabel = "TEXT",
            description = "Only jobs whose name contains this text, in any case.")
    private @Nullable String name;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only jobs submitted since then: 2h (ago), or 2026-03-01T12:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only jobs submitted before then.")
    private @Nullable Instant until;

    @Option(
            names = "--cause",
            paramLabel = "CAUSE",
            description = "Only jobs that failed for this cause, such as out_of_memory or timed_out.")
    private Failure.@Nullable Cause cause;

    @Option(names = "--image", paramLabel = "TEXT", description = "Only jobs whose image contains this text.")
    private @Nullable String image;

    @Option(names = "--gpu", paramLabel = "TEXT", description = "Only jobs on a GPU whose model contains this text.")
    private @Nullable String gpu;

    @Option(names = "--node", paramLabel = "NODE", description = "Only jobs whose last run was placed on this node.")
    private @Nullable String node;

    @Option(names = "--template", paramLabel = "SLUG", description = "Only jobs submitted from this template.")
    private @Nullable String template;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Only jobs that this caller submitted: the name of a key, or a user.")
    private @Nullable String submitter;

    @Option(
            names = "--retried",
            negatable = true,
            description = "Only jobs with more than one attempt, or with --no-retried those without.")
    private @Nullable Boolean retried;

    @Option(
            names = "--metadata",
            paramLabel = "KEY=VALUE",
            description = "Only jobs whose metadata has this value. Repeatable, for 8 keys.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    JobFilter filter() {
        JobFilter.Builder filter = JobFilter.builder();
        Optional.ofNullable(status).ifPresent(filter::status);
        Optional.ofNullable(name).ifPresent(filter::name);
        Optional.ofNullable(since).ifPresent(filter::since);
        Optional.ofNullable(until).ifPresent(filter::until);
        Optional.ofNullable(cause).ifPresent(filter::cause);
        Optional.ofNullable(image).ifPresent(filter::image);
        Optional.ofNullable(gpu).ifPresent(filter::gpu);
        Optional.ofNullable(node).ifPresent(filter::node);
        Optional.ofNullable(template).ifPresent(filter::template);
        Optional.ofNullable(submitter).ifPresent(filter::submitter);
        Optional.ofNullable(retried).ifPresent(filter::retried);
        metadata.forEach(filter::metadata);
        return filter.build();
    }
}
