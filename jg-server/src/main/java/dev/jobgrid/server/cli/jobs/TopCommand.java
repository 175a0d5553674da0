package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.JobFilter;
import dev.jobgrid.monitor.JobPage;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.server.cli.grid.ExitCode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.grid.Shell;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.JobListJson;
import dev.jobgrid.wire.response.NodesJson;
import dev.jobgrid.wire.response.QueueJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
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
import picocli.CommandLine.Spec;

/** Shows the activity of a grid. */
@Command(
        name = "top",
        description = {
            "Show nodes, the queue and running jobs, on a terminal updated until Ctrl-C.",
            "-o json and jsonl print one object of nodes, queue and jobs, -o name the ids of running jobs: once,"
                    + " unless --every is given."
        },
        footer = {"", "Example: jg top --every 5s"},
        mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {
    private static final int ROWS = 20;
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);
    private static final String CLEARED = "\u001b[H\u001b[2J";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "Interval of the updates. Default: 2s on a terminal, else print once.")
    private @Nullable Duration every;

    @Mixin
    private GridOptions grid = new GridOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    /**
     * The data of one screen.
     *
     * @param jobs the running jobs
     */
    private record Snapshot(List<FleetNode> nodes, QueuePage queue, JobPage jobs, Instant at) {
        static Snapshot of(JobGrid source) {
            return new Snapshot(
                    source.fleet(),
                    source.queue(ROWS),
                    source.list(JobFilter.of(Optional.of(JobStatus.RUNNING)), Optional.empty(), ROWS),
                    Instant.now());
        }

        Parts json() {
            return new Parts(
                    NodesJson.of(nodes).nodes(),
                    QueueJson.of(queue),
                    JobListJson.of(jobs, at).jobs());
        }

        List<String> lines(boolean isWide) {
            List<String> lines = new ArrayList<>(FleetTables.nodes().table(nodes, isWide));
            lines.add("");
            lines.add("queued: " + (queue.isTotalMinimum() ? "more than " : "") + queue.total() + " in all workspaces");
            lines.addAll(FleetTables.queue(at).table(queue.jobs(), isWide));
            lines.add("");
            lines.add("running:");
            lines.addAll(JobTables.jobs(at).table(jobs.jobs(), isWide));
            return lines;
        }
    }

    /** The parts of the API's responses. */
    private record Parts(List<?> nodes, QueueJson queue, List<?> jobs) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean isLive = output.isTable() && Shell.of(spec).isTerminal();
        boolean isRepeated = isLive || every != null;
        long pause = (every == null ? DEFAULT_INTERVAL : every.compareTo(MIN_INTERVAL) < 0 ? MIN_INTERVAL : every)
                .toMillis();
        try (JobGrid source = isRepeated ? grid.follow() : grid.open()) {
            show(Snapshot.of(source), isLive);
            while (isRepeated && !out.checkError()) {
                Thread.sleep(pause);
                show(Snapshot.of(source), isLive);
            }
        }
        return ExitCode.OK;
    }

    private void show(Snapshot seen, boolean isLive) {
        if (!output.isTable()) {
            output.print(JobTables.jobs(seen.at()), seen.jobs().jobs(), seen::json, "");
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(isLive ? CLEARED : "");
        seen.lines(output.isWide()).forEach(out::println);
        out.flush();
    }
}
