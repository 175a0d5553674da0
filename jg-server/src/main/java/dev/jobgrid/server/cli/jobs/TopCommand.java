package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.grid.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a grid does. */
@Command(
        name = "top",
        description = {
            "Show nodes, the queue and running jobs, updated until Ctrl-C.",
            "Without a terminal they are printed once."
        },
        footer = {"", "Example: jg top --every 5s"},
        mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {
    private static final int ROWS = 20;
    private static final String CLEARED = "\u001b[H\u001b[2J";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--every", paramLabel = "TIME", description = "Interval of the updates. Default: 2s.")
    private Duration every = Duration.ofSeconds(2);

    @Mixin
    private GridOptions grid = new GridOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean isLive = Shell.of(spec).isTerminal();
        try (JobGrid source = isLive ? grid.follow() : grid.open()) {
            while (true) {
                List<String> lines = lines(source);
                out.print(isLive ? CLEARED : "");
                lines.forEach(out::println);
                if (!isLive || out.checkError()) {
                    out.flush();
                    return ExitCode.OK;
                }
                Thread.sleep(Math.max(100, every.toMillis()));
            }
        }
    }

    private static List<String> lines(JobGrid source) {
        Instant now = Instant.now();
        List<FleetNode> nodes = source.fleet();
        QueuePage queue = source.queue(ROWS);
        List<Job> running = source.list(JobFilter.of(Optional.of(JobStatus.RUNNING)), Optional.empty(), ROWS)
                .jobs();
        List<String> lines = new ArrayList<>(FleetTables.nodes().table(nodes, false));
        lines.add("");
        lines.add("queued: " + queue.total() + " in all workspaces");
        lines.addAll(FleetTables.queue(now).table(queue.jobs(), false));
        lines.add("");
        lines.add("running:");
        lines.addAll(JobTables.jobs(now).table(running, false));
        return lines;
    }
}
