package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.Feed;
import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.WireNames;
import dev.jobgrid.wire.response.StatusJson;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one job. */
@Command(
        name = "status",
        description = "Show a job or a launch plan: status and its reason, node and cost.",
        footer = {"", "Example: jg status --watch job_123"},
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB", converter = JobIdConverter.class, description = "Id of the job.")
    private JobId id = JobId.random();

    @Option(names = "--watch", description = "Print a line at each change until the job has ended.")
    private boolean watch;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        if (watch) {
            return watch();
        }
        Job job;
        try (JobGrid source = grid.open()) {
            job = source.status(id);
        }
        Instant now = Instant.now();
        output.print(id.value(), JobTables.facts(job, now), () -> StatusJson.of(job, now));
        return 0;
    }

    private int watch() throws IOException {
        try (JobGrid source = grid.follow();
                Feed<JobEvent> events = source.job(id).events()) {
            Job shown = source.status(id);
            print(shown);
            while (events.hasNext()) {
                events.next();
                Job job = source.status(id);
                if (job.status() != shown.status() || job.phase() != shown.phase()) {
                    print(job);
                }
                shown = job;
            }
        }
        return 0;
    }

    private void print(Job job) {
        List<String> line = List.of(JobText.status(job), WireNames.of(job.phase()), JobText.reason(job));
        output.print(id.value(), List.of(line), () -> StatusJson.of(job, Instant.now()));
    }
}
