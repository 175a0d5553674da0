package dev.jobgrid.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            "Back up a server's data, whether the server runs or not.",
            "A backup has jobs, events, logs, keys, credits, and file contents unless they are in a"
                    + " bucket. It holds secrets, as the data folder does."
        },
        footer = {"", "Example: jg backup --data /srv/jobgrid --out /backup/monday"},
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions folder = new FolderOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder for the backup, which must not exist. It is called DIR.partial until it is" + " complete.")
    private Path target = Path.of("");

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        return folder.run(
                spec,
                (store, out) -> store.backups()
                        .make(FolderOptions.resolve(spec, target), err::println)
                        .forEach(out::println));
    }
}
