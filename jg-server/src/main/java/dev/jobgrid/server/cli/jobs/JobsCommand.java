package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.JobListJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

    @Mixin
    private JobFilterOptions filter = new JobFilterOptions();

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
        JobPage page;
        try (JobGrid source = grid.open()) {
            page = read(source, filter.filter());
        }
        Instant now = Instant.now();
        output.print(JobTables.jobs(now), page.jobs(), () -> JobListJson.of(page, now), "/jobs");
        if (page.next().isPresent()) {
            output.more(page.searchedTo()
                    .map(to -> "Looked at " + JobFilter.MAX_SEARCHED + " jobs, back to " + to
                            + "; --until that moment looks further back.")
                    .orElse("There are more jobs: --limit " + 5L * limit
                            + " shows up to so many, filters such as --status and --since fewer."));
        }
        return 0;
    }

    private JobPage read(JobGrid source, JobFilter wanted) {
        List<Job> jobs = new ArrayList<>();
        JobPage page = new JobPage(jobs, limit, Optional.empty());
        do {
            page = source.list(wanted, page.next(), Math.min(MAX_PAGE, limit - jobs.size()));
            jobs.addAll(page.jobs());
        } while (page.next().isPresent() && page.searchedTo().isEmpty() && jobs.size() < limit);
        return new JobPage(jobs, limit, page.next(), page.searchedTo());
    }
}
