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

/** All that a server can be told, by flags or, by {@link ConfigPreprocessor}, in a file and the environment. */
final class ServerOptions {
    private static final int MAX_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    // Read before the other arguments are, by ConfigPreprocessor.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "YAML file with options by their names without dashes: 'port: 8080', of one that may be given several"
                        + " times a list. Variables of the environment such as JOBGRID_PORT, with a value on each line,"
                        + " win over the file, and flags over both. Default: JOBGRID_CONFIG, or none."
            })
    private @Nullable Path config;

    @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 8080;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that keeps everything. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("jobgrid-data");

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = {
                "File to write {\"url\",\"api_key\"} to when the server takes requests, for its owner's eyes only;"
                        + " taken away when it stops. The key is the one that an earlier such file holds, if it still"
                        + " works here, else a new one, which replaces the one that was made by the start before."
            })
    private @Nullable Path readyFile;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "File to write a line of JSON for each request to; it holds no secrets. Default: none.")
    private @Nullable Path accessLog;

    @Option(
            names = "--development-mode",
            description = "Lets callbacks go to this machine: http://localhost, 127.0.0.1 and [::1].")
    private boolean developmentMode;

    @Option(
            names = "--simulate-gpu",
            paramLabel = "MODEL:GiB[xN]",
            converter = GpuConverter.class,
            description = {
                "Declares N GPUs (one if left out) that are not there, such as 'NVIDIA L4:24x2'. May be given several"
                        + " times. Wherever they show, they are called simulated."
            })
    private List<SimulatedGpu> gpus = new ArrayList<>();

    @Option(
            names = "--postgres",
            paramLabel = "JDBC-URL",
            description = {
                "PostgreSQL database to keep everything in but the bytes of files: jdbc:postgresql://host/db?user=…."
                        + " Servers that share it share the work. Default: in the data folder."
            })
    private @Nullable String postgres;

    @Option(
            names = "--accept-copied-data",
            description = {
                "Has jobs go on that were running or waiting when the data folder was copied, restored or moved to"
                        + " where it is now. Only if no server runs on the original any more: else they run twice."
                        + " Default: asks on a terminal, and does not start elsewhere."
            })
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
            description = {
                "When the Docker Engine fetches images. 'never' is for machines without a registry. Default: missing."
            })
    private PullPolicy pull = PullPolicy.MISSING;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = {
                "GPU models, prices and speeds in place of those that are built in, or beside them: CSV or JSON. Read"
                        + " again when it changes."
            })
    private @Nullable Path catalog;

    @Option(
            names = "--credits",
            description = {
                "Has jobs pay: each holds back credits of its workspace and is charged for its run. './jg credits add'"
                        + " tops up. Servers that share a database should all have it."
            })
    private boolean credits;

    /** Where everything is kept. */
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

    /** Who reaches the server and how, checked. */
    Access access() {
        return access.access(limits.bounds());
    }

    /** The rest, checked. */
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
        return hosts.hosts(
                own.get(0).name(), own.get(0).region(), own.get(0).hourlyRate());
    }

    /**
     * Checks what has to be there for a server to start.
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
