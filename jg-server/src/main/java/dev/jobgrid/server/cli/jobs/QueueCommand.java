package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.QueueJson;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows queued jobs. */
@Command(
        name = "queue",
        description = {
            "List the workspace's queued jobs in their expected order.",
            "Shows what each one waits for, and how many jobs of all workspaces are before it."
        },
        footer = {"", "Example: jg queue --limit 50"},
        mixinStandardHelpOptions = true)
public final class QueueCommand implements Callable<Integer> {
    private static final int MAX_LIMIT = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Maximum number of jobs, 1 to 100. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ParameterException(
                    spec.commandLine(), "--limit is " + limit + ", 1 to " + MAX_LIMIT + " is allowed");
        }
        QueuePage page;
        try (JobGrid source = grid.open()) {
            page = source.queue(limit);
        }
        output.print(FleetTables.queue(Instant.now()), page.jobs(), () -> QueueJson.of(page), "/jobs");
        long left = page.total() - page.jobs().size();
        if (left > 0 && page.jobs().size() == limit) {
            output.more("And " + (page.isTotalMinimum() ? "more than " : "") + left
                    + " more of all workspaces; --limit shows up to " + MAX_LIMIT + " of this one.");
        }
        return ExitCode.OK;
    }
}
