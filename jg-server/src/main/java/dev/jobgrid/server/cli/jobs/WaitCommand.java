package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.server.cli.grid.CommandFailure;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.Formats;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.JobListJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for jobs to end. */
@Command(
        name = "wait",
        description = "Wait until jobs have ended, and show their results.",
        footer = {
            "",
            "Exit code: 0 if all completed, else that of the first named job that did not; 124 on" + " timeout.",
            "",
            "Example: jg wait --timeout 10m job_123"
        },
        mixinStandardHelpOptions = true)
public final class WaitCommand implements Callable<Integer> {
    private static final Duration FOREVER = Duration.ofDays(36_500);

    @Parameters(paramLabel = "JOB", arity = "1..*", converter = JobIdConverter.class, description = "Ids of the jobs.")
    private List<JobId> ids = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Maximum time to wait: 30s, 10m, 6h. Default: unlimited.")
    private Duration timeout = FOREVER;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<Job> ended = new ArrayList<>();
        try (JobGrid source = grid.follow()) {
            for (JobId id : ids) {
                Duration left = timeout.minusNanos(System.nanoTime() - began);
                ended.add(source.job(id).await(left.isNegative() ? Duration.ZERO : left));
            }
        } catch (TimeoutException e) {
            throw new CommandFailure(
                    ExitCode.TIMED_OUT,
                    "job " + ids.get(ended.size()) + " has not ended after " + Formats.length(timeout)
                            + "; it goes on, and 'jg status " + ids.get(ended.size()) + grid.again() + "' shows it");
        }
        Instant now = Instant.now();
        JobPage page = new JobPage(ended, ended.size(), Optional.empty());
        output.print(JobTables.jobs(now), ended, () -> JobListJson.of(page, now), "/jobs");
        return ended.stream()
                .map(ExitCode::of)
                .filter(code -> code != ExitCode.OK)
                .findFirst()
                .orElse(ExitCode.OK);
    }
}
