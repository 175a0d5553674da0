package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.EventsJson;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what happened to a job. */
@Command(
        name = "events",
        description = "List the events of a job, oldest first.",
        footer = {"", "Example: jg events job_123"},
        mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB", converter = JobIdConverter.class, description = "Id of the job.")
    private JobId id = JobId.random();

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        try (JobGrid source = grid.open()) {
            Job job = source.status(id);
            List<JobEvent> events = source.events(id);
            output.print(JobTables.events(), events, () -> EventsJson.of(job, events, Instant.now()), "/items");
        }
        return 0;
    }
}
