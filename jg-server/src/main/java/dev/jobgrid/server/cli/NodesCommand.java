package dev.jobgrid.server.cli;

import dev.jobgrid.JobGrid;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import dev.jobgrid.server.cli.grid.RemoteServer;
import dev.jobgrid.server.cli.jobs.FleetTables;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.NodesJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows nodes, and removes those that are gone for good. */
@Command(
        name = "nodes",
        description = {
            "List the nodes of a grid's live servers, and those that are away, with their GPUs and the"
                    + " workspace's jobs on them.",
            "With --data, or if no server is given, list all nodes that the store of a data folder"
                    + " knows: those that a live server reaches, those that are away, and those with nothing but"
                    + " allocations."
                    + " Works whether the server runs or not; on PostgreSQL a server must run."
        },
        footer = {"", "Example: jg nodes -o wide"},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]")
final class NodesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions folder = new FolderOptions();

    @Mixin
    private RemoteOptions server = new RemoteOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        Optional<RemoteServer> named = folder.server(server);
        if (named.isEmpty() && !output.isTable()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-o is for the nodes of a server; name it by --server URL, such as http://127.0.0.1:8080, or by"
                            + " --context NAME");
        }
        if (named.isEmpty()) {
            return folder.run(spec, (store, out) -> NodeTable.lines(store).forEach(out::println));
        }
        List<FleetNode> nodes;
        try (JobGrid grid = GridOptions.connect(named.get(), spec)) {
            nodes = grid.fleet();
        }
        output.print(FleetTables.nodes(), nodes, () -> NodesJson.of(nodes), "/nodes");
        return 0;
    }

    @Command(
            name = "forget",
            description = {
                "Remove a machine that is gone for good: no job waits for it any more, its allocations are"
                        + " released, and its jobs are queued again or fail, as for a lost worker.",
                "Refused while a live server reaches the machine. A server that was killed counts as"
                        + " live until its lease expires."
            },
            footer = {"", "Example: jg nodes forget rack-2"},
            mixinStandardHelpOptions = true)
    int forget(
            @Parameters(
                            paramLabel = "NODE",
                            description =
                                    "Name of the node or id of its machine, as 'jg nodes' shows them; EXECUTOR/NAME if"
                                            + " several executors have a node of that name.")
                    String node)
            throws IOException {
        return folder.run(spec, (store, out) -> {
            ForgottenNode forgotten = store.nodes().forget(node);
            out.println("node " + forgotten.name() + " is forgotten: "
                    + forgotten.released().size() + " runs gave back what they held there");
            forgotten.ended().forEach(job -> out.println(line(job)));
        });
    }

    private static String line(Job job) {
        String became = job.status() == JobStatus.QUEUED
                ? "queued again"
                : "failed: " + job.state().reason();
        return "job " + job.id() + " of workspace " + job.ref().workspace() + " is " + became;
    }
}
