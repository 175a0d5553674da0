package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Command;
import dev.jobgrid.logs.RuntimeSummary;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.RuntimeJson;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows how a job's program ran. */
@CommandLine.Command(
        name = "runtime",
        description = "Show how the program of a job ran: command, exit and end of its output.",
        footer = {"", "Example: jg runtime job_123"},
        mixinStandardHelpOptions = true)
public final class RuntimeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "JOB", converter = JobIdConverter.class, description = "Id of the job.")
    private JobId id = JobId.random();

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        RuntimeSummary runtime;
        try (JobGrid source = grid.open()) {
            runtime = source.runtime(id);
        }
        output.print(id.value(), facts(runtime), () -> RuntimeJson.of(runtime));
        return 0;
    }

    private static List<List<String>> facts(RuntimeSummary runtime) {
        List<List<String>> facts = new ArrayList<>();
        facts.add(List.of("status", JobText.status(runtime.job())));
        facts.add(List.of("image", runtime.job().spec().image()));
        String command = runtime.job()
                .spec()
                .command()
                .map(Command::words)
                .map(words -> String.join(" ", words))
                .orElse("the image's own");
        facts.add(List.of("command", command));
        facts.add(List.of("exit", JobText.exit(runtime.job())));
        facts.add(List.of("ran", JobTables.ran(runtime.job(), Instant.now())));
        runtime.stdoutTail().lines().forEach(line -> facts.add(List.of("stdout", line)));
        runtime.stderrTail().lines().forEach(line -> facts.add(List.of("stderr", line)));
        return facts;
    }
}
