package dev.jobgrid.server.cli;

import dev.jobgrid.server.admin.Backups;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Restores a backup. */
@Command(
        name = "restore",
        description = {
            "Restores a backup into a new data folder, and compares it with the backup's manifest. The first server on it"
                    + " asks whether jobs that ran or waited are to go on (server --accept-copied-data)."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--from", paramLabel = "DIR", required = true, description = "The backup.")
    private Path from = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "The data folder, which is not there yet, or empty.")
    private Path data = Path.of("");

    @Option(
            names = "--original-is-gone",
            description = {
                "Declares that no server works on the original any more, nor will: the restored one takes over its containers"
                        + " and its files in a bucket, and asks nothing. Without it they stay the original's."
            })
    private boolean originalIsGone;

    @Override
    public Integer call() throws IOException {
        OneLineLog.show(Level.WARNING);
        Backups.restore(
                        from,
                        data.toAbsolutePath().normalize(),
                        originalIsGone,
                        line -> spec.commandLine().getErr().println(line))
                .forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
