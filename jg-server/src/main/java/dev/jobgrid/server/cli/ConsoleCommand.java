package dev.jobgrid.server.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Opens the console for the operator of a server. */
@Command(
        name = "console",
        description = {
            "Print an address that opens the console of the server on a data folder, for its operator.",
            "The address works once, for 60 seconds. Whoever opens it may do everything in every workspace,"
                    + " for 12 hours or until the server ends."
        },
        footer = {"", "Example: jg console --data /srv/jobgrid"},
        mixinStandardHelpOptions = true)
final class ConsoleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions folder = new FolderOptions();

    @Override
    public Integer call() throws IOException {
        return folder.run(spec, (store, out) -> out.println(store.console().address()));
    }
}
