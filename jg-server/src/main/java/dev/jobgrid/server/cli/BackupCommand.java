package dev.jobgrid.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Backs up a data folder. */
@Command(
        name = "backup",
        description = {
            "Makes a backup of a server's data folder, whether the server runs or not: jobs, events, logs, keys and credits,"
                    + " and the bytes of files unless they are in a bucket. A backup holds secrets, as the folder does."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private KeysCommand.Place place = new KeysCommand.Place();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = {
                "The backup, a folder that is not there yet. It appears when it is whole; until then it is called"
                        + " DIR.partial."
            })
    private Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
        place.give(
                spec,
                "backup",
                Map.of("out", List.of(out.toAbsolutePath().normalize().toString())));
        return 0;
    }
}
