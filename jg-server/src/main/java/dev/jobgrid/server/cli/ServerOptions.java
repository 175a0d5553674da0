package dev.jobgrid.server.cli;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.server.Access;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.cli.NodeOptions.DeclaredNode;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.spi.executor.HostMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All options of a server, by flags or, by {@link ConfigPreprocessor}, in a file and the environment. */
final class ServerOptions {
    private static final int MAX_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    // Read before the other arguments are, by ConfigPreprocessor.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file of options, named without dashes: 'port: 8080', and a list for a repeatable"
                    + " one. Environment variables such as JOBGRID_PORT, with one value per line, override"
                    + " the file; flags override both. Default: JOBGRID_CONFIG, or none.")
    private @Nullable Path config;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("jobgrid-data");

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "File for {\"url\",\"api_key\"}, written when the server accepts requests, readable by"
                    + " its owner only, and deleted when the server stops. The key of an earlier ready file"
                    + " is used again if it still works here; otherwise a new key replaces that of the"
                    + " previous start. Default: none.")
    private @Nullable Path readyFile;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "File for one line of JSON per request, without secrets. Default: none.")
    private @Nullable Path accessLog;

    @Option(
            names = "--development-mode",
            description = "Allow callbacks to this machine: http://localhost, 127.0.0.1 and [::1].")
    private boolean developmentMode;

    @Option(
            names = "--simulate-gpu",
            paramLabel = "MODEL:GiB[xN]",
            converter = GpuConverter.class,
            description = "N simulated GPUs, such as 'NVIDIA L4:24x2'; one if N is left out. They are marked as"
                    + " simulated wherever they are shown. Repeatable.")
    private List<SimulatedGpu> gpus = new ArrayList<>();

    @Option(
            names = "--postgres",
            paramLabel = "JDBC-URL",
            description = "PostgreSQL database for everything but file contents:"
                    + " jdbc:postgresql://host/db?user=…. Servers with the same database share its jobs."
                    + " Default: an H2 database in the data folder.")
    private @Nullable String postgres;

    @Option(
            names = "--accept-copied-data",
            description = "Let jobs go on that were queued or running when the data folder was copied, restored"
                    + " or moved to its present place. Only if no server runs on the original any more, or"
                    + " they run twice. Default: ask on a terminal, else do not start.")
    private boolean acceptsCopiedData;

    @Mixin
    private StorageOptions keeping = new StorageOptions();

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Mixin
    private DockerOptions docker = new DockerOptions();

    @Mixin
    private NodeOptions nodes = new NodeOptions();

    @Mixin
    private HostOptions hosts = new HostOptions();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Mixin
    private RunOptions runs = new RunOptions();

    @Option(
            names = "--pull",
            paramLabel = "never|missing|always",
            description = "When the Docker Engine pulls images; 'never' is for machines without a registry."
                    + " Default: missing.")
    private PullPolicy pull = PullPolicy.MISSING;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "CSV or JSON file of GPU models, prices and speeds, which replace built-in ones or add"
                    + " to them. Read again when it changes. Default: none.")
    private @Nullable Path catalog;

    @Option(
            names = "--credits",
            description = "Charge jobs: a submit holds credits of the workspace, and the end of the job settles"
                    + " them. Top up with 'jg credits add'. Set it on all servers that share a database.")
    private boolean credits;

    /** The data folder. */
    Path data() {
        return data;
    }

    String host() {
        return host;
    }

    Optional<Path> readyFile() {
        return Optional.ofNullable(readyFile);
    }

    Optional<Path> accessLog() {
        return Optional.ofNullable(accessLog);
    }

    List<HostMount> mounts() {
        return hosts.mounts();
    }

    boolean acceptsCopiedData() {
        return acceptsCopiedData;
    }

    /** The access to the server, checked. */
    Access access() {
        return access.access(limits.bounds());
    }

    /** The other settings, checked. */
    ServerSettings settings(AccessLog log) {
        if (port < 0 || port > MAX_PORT) {
            throw wrong("--port is " + port + ", 0 to " + MAX_PORT + " is allowed; 0 takes a free one");
        }
        if (postgres != null && !postgres.startsWith("jdbc:postgresql:")) {
            throw wrong("--postgres is no address of a PostgreSQL database, such as"
                    + " jdbc:postgresql://db.example.com/jobgrid?user=jobgrid&password=…");
        }
        GridSettings grid = runs.settings(limits.bounds().requests().uploadBytes());
        return new ServerSettings(
                data,
                host,
                port,
                gpus,
                false,
                grid,
                DockerOptions.containers(engines(), pull),
                new ServerSettings.Operation(
                        callbacks(),
                        log,
                        Optional.ofNullable(postgres).map(url -> new ServerSettings.Postgres(new Secret(url))),
                        Optional.ofNullable(catalog),
                        credits,
                        keeping.files(),
                        keeping.retention(),
                        thisHost()));
    }

    /** The Engines of the server. */
    List<DockerEngine> engines() {
        List<DockerEngine> declared =
                nodes.nodes().stream().flatMap(node -> node.engine().stream()).toList();
        if (!gpus.isEmpty() && nodes.nodes().stream().anyMatch(DeclaredNode::hasGpus)) {
            throw wrong("--simulate-gpu declares the GPUs of all Engines; leave it out, or simulate-gpu= of --node");
        }
        return docker.and(declared);
    }

    private ServerSettings.Hosts thisHost() {
        List<DeclaredNode> own =
                nodes.nodes().stream().filter(node -> node.engine().isEmpty()).toList();
        if (own.isEmpty()) {
            return hosts.hosts();
        }
        if (own.size() > 1 || !engines().isEmpty()) {
            throw wrong("--node without docker= is this host, which can be given once, and not beside Engines;"
                    + " write --node docker=[NAME=]ADDRESS,… for an Engine");
        }
        return hosts.hosts(own.get(0).name(), own.get(0).region(), own.get(0).hourlyRate());
    }

    /**
     * Checks the files and folders that a server needs to start.
     *
     * @throws ParameterException if something is not
     */
    void checkPlaces(Access checked) {
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw wrong("--data is " + data + ", which is a file; name a folder, such as --data jobgrid-data");
        }
        if (catalog != null) {
            checkFile("--catalog", catalog);
        }
        checked.tls().ifPresent(files -> {
            checkFile("--tls-cert", files.certificate());
            checkFile("--tls-key", files.key());
        });
    }

    private void checkFile(String option, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw wrong(option + " is " + file + ", which is not a file that can be read");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The secret by the environment: a command line can be read by every user of the machine. */
    private ServerSettings.Callbacks callbacks() {
        Optional<Secret> secret = Optional.ofNullable(System.getenv("JG_CALLBACK_SECRET"))
                .filter(text -> !text.isEmpty())
                .map(Secret::new);
        return new ServerSettings.Callbacks(secret, developmentMode);
    }
}
