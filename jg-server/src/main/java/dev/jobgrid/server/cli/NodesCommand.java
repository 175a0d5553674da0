package dev.jobgrid.server.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the nodes that a server's store knows, and forgets those that are gone. */
@Command(
        name = "nodes",
        description = {
            "Shows all nodes that the servers of a store know: those that a live one reaches, and those that only runs hold"
                    + " something on. Works whether the server runs or not, on PostgreSQL through a server that runs."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]")
final class NodesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KeysCommand.Place place = new KeysCommand.Place();

    @Override
    public Integer call() throws IOException {
        place.give(spec, "nodes", Map.of());
        return 0;
    }

    @Command(
            name = "forget",
            description = {
                "Forgets a machine that is gone for good: what runs hold there is given back, and their jobs are queued"
                        + " again, or fail, as when a worker is lost.",
                "Refused while a live server reaches it. One that was killed is taken to live until its lease is over."
            },
            mixinStandardHelpOptions = true)
    void forget(
            @Parameters(
                            paramLabel = "NODE",
                            description =
                                    "Its name or its machine's id, as nodes shows them; EXECUTOR/NAME where several"
                                            + " executors have one of that name.")
                    String node)
            throws IOException {
        place.give(spec, "nodes forget", Map.of("node", List.of(node)));
    }
}
