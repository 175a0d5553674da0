package dev.jobgrid.server.cli.grid;

import dev.jobgrid.JobGrid;
import dev.jobgrid.client.RemoteGridBuilder;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.server.LocalGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which grid a command talks to. The same command works against a server and on a data folder. */
public final class GridOptions {
    /** Short: somebody waits for the answer. */
    private static final Duration SHORT_RETRY = Duration.ofSeconds(3);
    /** Long: following a job outlives a restart of the server. */
    private static final Duration LONG_RETRY = Duration.ofMinutes(5);

    private static final Logger LOGS = Logger.getLogger("");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RemoteOptions server = new RemoteOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Data folder for a grid of this process, with this machine's GPUs. No server may run on" + " it.")
    private @Nullable Path data;

    @Option(
            names = "--simulate-gpu",
            paramLabel = "MODEL:GiB[xN]",
            description = "Simulated GPUs, with --data; as of 'jg server'. Repeatable.")
    private List<SimulatedGpu> gpus = new ArrayList<>();

    /** A grid to ask something. Of a data folder it runs no job. */
    public JobGrid open() throws IOException {
        Optional<Path> folder = folder();
        if (folder.isPresent()) {
            if (!Files.isDirectory(folder.get().resolve("store"))) {
                throw wrong("--data is " + folder.get() + ", which is no data folder; 'jg run --data' makes one");
            }
            return local(folder.get(), false);
        }
        return connect(server(), spec);
    }

    /** A grid to submit and upload to. As {@link #follow}, but of a data folder it runs no job. */
    public JobGrid openNew() throws IOException {
        Optional<Path> folder = folder();
        return folder.isPresent() ? local(folder.get(), false) : lasting(server());
    }

    /** A grid to follow jobs on. Of a data folder it runs jobs; of a server it outlives lost connections. */
    public JobGrid follow() throws IOException {
        Optional<Path> folder = folder();
        if (folder.isPresent()) {
            return local(folder.get(), true);
        }
        return lasting(server());
    }

    private JobGrid lasting(RemoteServer remote) {
        JobGrid grid = connection(remote, spec)
                .maxRetryDuration(LONG_RETRY)
                .onOutage(new OutageMessages(
                        remote.base(), LONG_RETRY, spec.commandLine().getErr()))
                .build();
        if (!grid.isHealthy()) {
            // Fails at once, not after the retries of a lost connection.
            try (JobGrid once = connect(remote, spec)) {
                once.caller();
            } catch (RuntimeException e) {
                grid.close();
                throw e;
            }
        }
        return grid;
    }

    private RemoteServer server() throws IOException {
        return choose().server();
    }

    /** The server that the command talks to, if not to a grid of this process, and what named it. */
    ServerChoice choose() throws IOException {
        return server.choose(spec)
                .orElseThrow(
                        () -> wrong("no grid is named: save a server by 'jg login URL', set JUNGLEGRID_API_BASE and"
                                + " JUNGLE_GRID_API_KEY, or give --data DIR for a grid of this process"));
    }

    /** Whether the grid is one of this process. */
    public boolean isLocal() {
        return data != null;
    }

    private Optional<Path> folder() {
        if (data != null && server.isNamed()) {
            throw wrong(
                    "--data names a grid of this process, and --server or --context one elsewhere; give one of them");
        }
        if (data == null && !gpus.isEmpty()) {
            throw wrong("--simulate-gpu declares GPUs for a grid of this process; give --data DIR as well");
        }
        if (data != null && Files.exists(data) && !Files.isDirectory(data)) {
            throw wrong("--data is " + data + ", which is a file; name a folder, such as --data jobgrid-data");
        }
        return Optional.ofNullable(data);
    }

    /** The flags that name the grid, to be repeated in a hint: " --data jobs". */
    public String again() {
        return Shell.flag("--data", data) + server.again();
    }

    /** A grid that a server runs, to ask something for a command. */
    public static JobGrid connect(RemoteServer remote, CommandSpec command) {
        return connection(remote, command).maxRetryDuration(SHORT_RETRY).brief().build();
    }

    private static RemoteGridBuilder connection(RemoteServer remote, CommandSpec command) {
        try {
            return remote.connection(Shell.of(command).environment());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private JobGrid local(Path folder, boolean runs) throws IOException {
        // The log of a store belongs into a server's log.
        LOGS.setLevel(Level.WARNING);
        try {
            return LocalGrid.open(folder, gpus, runs);
        } catch (JobGridException e) {
            String message = String.valueOf(e.getMessage());
            throw e.code() == ErrorCode.CONFLICT && message.contains("in use")
                    ? new JobGridException(
                            e.code(),
                            message + "; a server that runs there is reached by --server URL, with a key that 'jg keys"
                                    + " create --data " + folder + " --name NAME' makes",
                            e)
                    : e;
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
