package dev.jobgrid.server.cli;

import dev.jobgrid.JobGrid;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import dev.jobgrid.server.cli.grid.RemoteServer;
import dev.jobgrid.server.cli.jobs.FleetTables;
import dev.jobgrid.server.cli.output.OutputOptions;
import dev.jobgrid.wire.response.NodesJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows nodes, and forgets those that are gone. */
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
    private KeysCommand.Place place = new KeysCommand.Place();

    @Mixin
    private RemoteOptions server = new RemoteOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() throws IOException {
        boolean isFolder = spec.commandLine().getParseResult().hasMatchedOption("--data");
        Optional<RemoteServer> named = isFolder ? Optional.empty() : server.find(spec);
        if (named.isEmpty() && !output.isTable()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "-o is for the nodes of a server; name it by --server URL, such as http://127.0.0.1:8080, or by"
                            + " --context NAME");
        }
        if (named.isEmpty()) {
            place.send(spec, "nodes", Map.of());
            return 0;
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
    void forget(
            @Parameters(
                            paramLabel = "NODE",
                            description =
                                    "Name of the node or id of its machine, as 'jg nodes' shows them; EXECUTOR/NAME if"
                                            + " several executors have a node of that name.")
                    String node)
            throws IOException {
        place.send(spec, "nodes forget", Map.of("node", List.of(node)));
    }
}
