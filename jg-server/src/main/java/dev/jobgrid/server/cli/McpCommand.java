package dev.jobgrid.server.cli;

import dev.jobgrid.GridSettings;
import dev.jobgrid.JobGrid;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.mcp.McpAdapter;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.cli.grid.RemoteServer;
import dev.jobgrid.spi.FileLinks;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves an agent over stdin and stdout. */
@Command(
        name = "mcp",
        description = {
            "Serve an agent over stdin and stdout (MCP) until stdin ends.",
            "Logs go to stderr. Uses the server that the environment names, or a grid of this"
                    + " process with its own data folder; then files are transferred over HTTP on this"
                    + " machine."
        },
        footer = {
            "",
            "Environment, unless --data is given:",
            "  JUNGLEGRID_API_BASE  URL of the server; or JUNGLE_GRID_API_URL",
            "  JUNGLE_GRID_API_KEY  API key of the server",
            "",
            "Running jobs go on when the command ends; the next one on the same folder recovers" + " them.",
            "",
            "Example: jg mcp --data agent --simulate-gpu 'NVIDIA L4:24'"
        },
        mixinStandardHelpOptions = true)
final class McpCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data folder. Default: jobgrid-data, if no server is named.")
    private @Nullable Path data;

    @Option(
            names = "--simulate-gpu",
            paramLabel = "MODEL:GiB[xN]",
            converter = GpuConverter.class,
            description = "N simulated GPUs; one if N is left out. Repeatable.")
    private List<SimulatedGpu> gpus = new ArrayList<>();

    @Mixin
    private DockerOptions docker = new DockerOptions();

    @Mixin
    private HostOptions hosts = new HostOptions();

    @Override
    public Integer call() throws IOException {
        OutputStream protocol = System.out;
        // Whatever a library prints must not stand between the messages.
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8));
        OneLineLog.show(Level.WARNING);
        Optional<RemoteServer> remote = data == null ? RemoteServer.in(System.getenv()) : Optional.empty();
        if (remote.isPresent()) {
            serve(remote.get(), protocol);
            return 0;
        }
        Optional<ServerSettings.Docker> containers = docker.containers(PullPolicy.MISSING);
        Path folder = data == null ? Path.of("jobgrid-data") : data;
        ServerSettings settings = new ServerSettings(
                folder,
                "127.0.0.1",
                0,
                gpus,
                false,
                GridSettings.DEFAULT,
                containers,
                ServerSettings.Operation.with(hosts.hosts()));
        try (GridServer server = GridServer.start(settings, Jg::serve)) {
            server.serve(System.in, protocol);
        }
        return 0;
    }

    /** Serves an agent until the input ends, as the holder of the server's key. */
    private static void serve(RemoteServer remote, OutputStream protocol) throws IOException {
        try (JobGrid grid = remote.connection(System.getenv()).build()) {
            if (!(grid instanceof FileLinks links)) {
                throw new IllegalStateException("the client on the class path gives no addresses of files");
            }
            McpAdapter.builder(grid).links(links).build().serve(System.in, protocol, remote.base());
        }
    }
}
