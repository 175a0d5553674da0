package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.JobListJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists jobs. */
@Command(
        name = "jobs",
        description = "List jobs, newest first.",
        footer = {"", "Example: jg jobs --status running --since 2h"},
        mixinStandardHelpOptions = true)
public final class JobsCommand implements Callable<Integer> {
    private static final int MAX_PAGE = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

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

    @Option(names = "--limit", paramLabel = "N", description = "Maximum number of jobs. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + ", 1 or more is allowed");
        }
        JobFilter filter =
                new JobFilter(Optional.ofNullable(status), Optional.ofNullable(name), Optional.ofNullable(since));
        JobPage page;
        try (JobGrid source = grid.open()) {
            page = read(source, filter);
        }
        Instant now = Instant.now();
        output.print(JobTables.jobs(now), page.jobs(), () -> JobListJson.of(page, now), "/jobs");
        if (page.next().isPresent()) {
            output.more("There are more jobs: --limit " + 5L * limit
                    + " shows up to so many, --status, --name and --since fewer.");
        }
        return 0;
    }

    private JobPage read(JobGrid source, JobFilter filter) {
        List<Job> jobs = new ArrayList<>();
        Optional<JobQuery.Cursor> next = Optional.empty();
        do {
            JobPage page = source.list(filter, next, Math.min(MAX_PAGE, limit - jobs.size()));
            jobs.addAll(page.jobs());
            next = page.next();
        } while (next.isPresent() && jobs.size() < limit);
        return new JobPage(jobs, limit, next);
    }
}
