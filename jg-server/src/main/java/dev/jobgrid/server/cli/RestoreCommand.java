package dev.jobgrid.server.cli;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.server.admin.Backups;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Restores a backup. */
@Command(
        name = "restore",
        description = {
            "Restore a backup into a new data folder.",
            "The data is compared with the manifest of the backup. The first server on it asks"
                    + " whether jobs that were queued or running shall go on (server --accept-copied-data)."
        },
        footer = {"", "Example: jg restore --from /backup/monday --data /srv/jobgrid-new"},
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--from", paramLabel = "DIR", required = true, description = "Folder of the backup.")
    private Path from = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Data folder to create; it must be empty or not exist.")
    private Path data = Path.of("");

    @Option(
            names = "--original-is-gone",
            description = "Declare that no server will run on the original again: the restored one takes over its"
                    + " containers and its files in a bucket, and does not ask. Default: they stay with the"
                    + " original.")
    private boolean originalIsGone;

    @Override
    public Integer call() throws IOException {
        OneLineLog.show(Level.WARNING);
        try {
            Backups.restore(
                            from,
                            data.toAbsolutePath().normalize(),
                            originalIsGone,
                            line -> spec.commandLine().getErr().println(line))
                    .forEach(spec.commandLine().getOut()::println);
        } catch (JobGridException e) {
            throw e.code() == ErrorCode.INVALID_REQUEST
                    ? new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e)
                    : e;
        }
        return 0;
    }
}
