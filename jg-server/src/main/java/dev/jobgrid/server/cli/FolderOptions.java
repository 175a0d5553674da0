package dev.jobgrid.server.cli;

import dev.jobgrid.JobGrid;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.server.admin.AdminClient;
import dev.jobgrid.server.admin.AdminRequest;
import dev.jobgrid.server.admin.Administration;
import dev.jobgrid.server.cli.grid.GridOptions;
import dev.jobgrid.server.cli.grid.RemoteOptions;
import dev.jobgrid.server.cli.grid.RemoteServer;
import dev.jobgrid.wire.WireNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The data folder and the workspace that an operator's command is for. */
final class FolderOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    // Known to commands below the one that has it, too.
    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "Data folder of the server. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("jobgrid-data");

    @Option(
            names = "--workspace",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Workspace. Default: ${DEFAULT-VALUE}.")
    private String workspace = "default";

    WorkspaceId workspace() {
        return new WorkspaceId(workspace);
    }

    /**
     * Shows something of the caller's own workspace: that of the server that is named, by key, else of the folder.
     *
     * @param remote reads it from the server
     * @param local reads it from the store
     */
    <T> int show(
            RemoteOptions server,
            Function<JobGrid, T> remote,
            Function<StorageAdmin, T> local,
            BiConsumer<T, PrintWriter> text)
            throws IOException {
        Optional<RemoteServer> named = server(server);
        if (named.isEmpty()) {
            return run(spec, (store, out) -> text.accept(local.apply(store.storage()), out));
        }
        try (JobGrid grid = GridOptions.connect(named.get(), spec)) {
            text.accept(remote.apply(grid), spec.commandLine().getOut());
        }
        return 0;
    }

    /** The server that a command is for, if it is not for a folder: none in a server, where it does what was asked. */
    Optional<RemoteServer> server(RemoteOptions server) throws IOException {
        ParseResult given = spec.commandLine().getParseResult();
        boolean isFolder = ServedCommand.of(spec).isPresent()
                || given.hasMatchedOption("--data")
                || given.hasMatchedOption("--workspace");
        return isFolder ? Optional.empty() : server.find(spec);
    }

    /** Runs a command that reads no file: see {@link #run(CommandSpec, String, Administration.Work)}. */
    int run(CommandSpec spec, Administration.Work work) throws IOException {
        return run(spec, "", work);
    }

    /**
     * Does the work of a command in the server that runs on the folder, or else here. The server parses the same arguments,
     * and comes here again.
     *
     * @param input the text of the file that the command reads, as {@link #text} gives it
     * @return the exit code
     */
    int run(CommandSpec spec, String input, Administration.Work work) throws IOException {
        Optional<ServedCommand> served = ServedCommand.of(spec);
        if (served.isEmpty()) {
            return call(spec, input, work);
        }
        work.run(served.get().administration(), spec.commandLine().getOut());
        return 0;
    }

    private int call(CommandSpec spec, String input, Administration.Work work) throws IOException {
        OneLineLog.show(Level.WARNING);
        AdminClient client = new AdminClient(data);
        if (!client.hasFolder()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--data is " + data + ", which is no data folder of a server; name one, such as --data"
                            + " /srv/jobgrid");
        }
        List<String> arguments = spec.root().commandLine().getParseResult().expandedArgs();
        AdminRequest request =
                new AdminRequest(arguments, Path.of("").toAbsolutePath().toString(), input);
        PrintWriter out = spec.commandLine().getOut();
        OptionalInt code = client.send(request, out, spec.commandLine().getErr());
        if (code.isEmpty()) {
            client.open(work, out);
        }
        return code.orElse(0);
    }

    /** The text of a file of the caller, which the server need not be able to read. */
    static String text(CommandSpec spec, Path file) throws IOException {
        Optional<ServedCommand> served = ServedCommand.of(spec);
        if (served.isPresent()) {
            return served.get().request().input();
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), file + " is not a file that can be read");
        }
        return Files.readString(file);
    }

    /** A path of the caller, from the caller's directory. */
    static Path resolve(CommandSpec spec, Path path) {
        return ServedCommand.of(spec)
                .map(served -> served.request().resolve(path))
                .orElseGet(() -> path.toAbsolutePath().normalize());
    }

    /**
     * The constant of a word: {@code given-up} of {@code GIVEN_UP}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> WireNames.of(constant)
                        .equals(word.toLowerCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of "
                        + Stream.of(type.getEnumConstants()).map(WireNames::of).collect(Collectors.joining(", "))));
    }
}
