package dev.jobgrid.server.cli;

import dev.jobgrid.storage.PostgresStorage;
import dev.jobgrid.storage.PostgresStorageBuilder;
import dev.jobgrid.storage.StoreContents;
import dev.jobgrid.storage.StoreMigration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Moves a store between a data folder and PostgreSQL. */
@Command(
        name = "migrate",
        description = {
            "Move a store from a data folder into PostgreSQL, or back.",
            "No server may run on either. The rows of both are compared. The source keeps its"
                    + " rows, but no server or command opens it any more without --force. File"
                    + " contents stay where they are."
        },
        footer = {"", "Example: jg migrate --from /srv/jobgrid --to 'jdbc:postgresql://db/jobgrid?user=jobgrid'"},
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    private static final String POSTGRES = "jdbc:";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--from",
            paramLabel = "DIR|JDBC-URL",
            required = true,
            description = "Source: the data folder of a server, or a database as of 'jg server --postgres'.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "DIR|JDBC-URL",
            required = true,
            description = "Target without jobs: a database that no server has used, or a folder without 'store'.")
    private String to = "";

    @Option(
            names = "--force",
            description = "Move the store again though it says that it was moved: if that move was cut short, or its"
                    + " target is gone.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        OneLineLog.show(Level.WARNING);
        if (from.startsWith(POSTGRES) == to.startsWith(POSTGRES)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "one of --from and --to is a data folder, and the other one a database: jdbc:postgresql://…");
        }
        PrintWriter out = spec.commandLine().getOut();
        Consumer<String> progress = spec.commandLine().getErr()::println;
        if (to.startsWith(POSTGRES)) {
            Path data = Path.of(from).toAbsolutePath().normalize();
            StoreContents copied = StoreMigration.toPostgres(data.resolve("store"), postgres(to), force, progress);
            out.println(
                    "moved " + copied.rows() + " rows; " + data.resolve("store") + " keeps its own, and opens no more");
            Path blobs = data.resolve("store").resolve("blobs");
            out.println("start the server with --postgres, --data " + data + " and --blobs " + blobs
                    + " (or with --s3 as before)");
        } else {
            Path data = Path.of(to).toAbsolutePath().normalize();
            StoreContents copied = StoreMigration.toFolder(postgres(from), data.resolve("store"), force, progress);
            out.println("moved " + copied.rows() + " rows; the database keeps its own, and opens no more");
            out.println("start the server with --data " + data
                    + " and --blobs with the folder that the files are in (or" + " with --s3 as before)");
        }
        return 0;
    }

    private static PostgresStorageBuilder postgres(String url) {
        return PostgresStorage.builder().url(url);
    }
}
