package dev.jobgrid.server.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells whether the server on a data folder is well. */
@Command(
        name = "health",
        description = {
            "Ask the server that runs on a data folder whether it is healthy.",
            "Needs no key, address or certificate: the server asks itself, over its own port."
        },
        footer = {"", "Exit code: 0 if it is healthy, 1 if not.", "", "Example: jg health --data /srv/jobgrid"},
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions folder = new FolderOptions();

    @Override
    public Integer call() throws IOException {
        return folder.run(spec, (store, out) -> store.health().lines().forEach(out::println));
    }
}
