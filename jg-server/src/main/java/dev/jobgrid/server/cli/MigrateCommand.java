package dev.jobgrid.server.cli;

import dev.jobgrid.storage.PostgresStorage;
import dev.jobgrid.storage.PostgresStorageBuilder;
import dev.jobgrid.storage.StoreContents;
import dev.jobgrid.storage.StoreMigration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
            "Copy a store from a data folder into PostgreSQL, or back.",
            "No server may run on either. The rows of both are compared. The source does not"
                    + " change, and file contents stay where they are."
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
            StoreContents copied = StoreMigration.toPostgres(data.resolve("store"), postgres(to), progress);
            out.println("copied " + copied.rows() + " rows; " + data.resolve("store") + " stays as it was");
            Path blobs = data.resolve("store").resolve("blobs");
            keepGridName(data, Files.isDirectory(blobs) ? blobs : data.resolve("blobs"));
            out.println("start the server with --postgres, --data " + data + " and --blobs " + blobs
                    + " (or with --s3 as before), and no other on the folder any more");
        } else {
            Path data = Path.of(to).toAbsolutePath().normalize();
            StoreContents copied = StoreMigration.toFolder(postgres(from), data.resolve("store"), progress);
            keepGridName(data.resolve("blobs"), data);
            out.println("copied " + copied.rows() + " rows; the database stays as it was");
            out.println(
                    "start the server with --data " + data + " and --blobs with the folder that the files are in (or"
                            + " with --s3 as before), and no other on the database any more");
        }
        return 0;
    }

    private static PostgresStorageBuilder postgres(String url) {
        return PostgresStorage.builder().url(url);
    }

    /** The name by which Engines know the containers: servers on PostgreSQL look for it where the files are. */
    private static void keepGridName(Path from, Path to) throws IOException {
        Path name = from.resolve("grid-name");
        Path kept = to.resolve("grid-name");
        if (Files.exists(name) && !Files.exists(kept)) {
            Files.createDirectories(to);
            Files.copy(name, kept);
        }
    }
}
