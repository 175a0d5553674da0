package dev.jobgrid.server.cli;

import dev.jobgrid.GridSettings;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.executor.docker.PullPolicy;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.server.Access;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.JsonAccessLog;
import dev.jobgrid.server.ReadyFile;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.admin.Keys;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.spi.executor.HostMount;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the standalone server until it is told to stop. */
@Command(
        name = "server",
        description = {
            "Runs the standalone server, which keeps everything in one folder.",
            "On a new folder it makes an API key with all scopes and prints it, once."
        },
        footer = {
            "",
            "If the environment has JG_CALLBACK_SECRET, callbacks are signed with it.",
            "A gateway for agents may ask who holds a token (POST /oauth/introspect) with the key in the environment"
                    + " variable JOBGRID_SERVICE_KEY, if that is set.",
            "",
            "HUP reopens the access log, after it was rotated.",
            "TERM and Ctrl-C stop it cleanly, with exit codes 143 and 130. Jobs that run go on, and the next server on"
                    + " the same folder takes them up."
        },
        mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

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
                "Has jobs go on that were running or waiting when the data folder was copied, restored or moved to where it"
                        + " is now. Only if no server runs on the original any more: else they run twice. Default: asks on a"
                        + " terminal, and does not start elsewhere."
            })
    private boolean acceptsCopiedData;

    @Mixin
    private StorageOptions keeping = new StorageOptions();

    @Mixin
    private AccessOptions access = new AccessOptions();

    @Mixin
    private DockerOptions docker = new DockerOptions();

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

    @Override
    public Integer call() throws IOException, InterruptedException {
        OneLineLog.show(Level.INFO);
        warnIfOpen();
        Optional<ReadyFile> ready = Optional.ofNullable(readyFile).map(ReadyFile::new);
        Optional<String> earlierKey = ready.isPresent() ? ready.get().takeOver() : Optional.empty();
        CountDownLatch stopped = new CountDownLatch(1);
        Access.Bounds bounds = limits.bounds();
        GridSettings grid = runs.settings(bounds.requests().uploadBytes());
        GridServer server = GridServer.start(settings(grid), access.access(bounds), this::accepts);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, ready, stopped), "jg-stop"));
        Optional<String> firstKey = server.keys().first();
        // Shown first: who waits for the file may end this process as soon as it is there.
        announce(server, firstKey);
        if (ready.isPresent()) {
            tell(server, ready.get(), firstKey.or(() -> earlierKey));
        }
        stopped.await();
        return 0;
    }

    /** Whether jobs of a folder that was copied go on here. */
    private boolean accepts(String risk) {
        PrintWriter err = spec.commandLine().getErr();
        if (acceptsCopiedData) {
            err.println("jg: " + risk + ". They go on here, by --accept-copied-data");
            return true;
        }
        // Only the launcher can tell whether somebody is there to answer.
        if (!Boolean.getBoolean("jg.interactive")) {
            return false;
        }
        err.print("jg: " + risk + ".\nLet them go on here? [y/N] ");
        err.flush();
        Scanner answers = new Scanner(System.in, Charset.defaultCharset());
        return answers.hasNextLine()
                && Set.of("y", "yes").contains(answers.nextLine().strip().toLowerCase(Locale.ROOT));
    }

    /** Writes the ready file. The key of the start before works no more once the file is there and tells of another. */
    private static void tell(GridServer server, ReadyFile ready, Optional<String> offered) throws IOException {
        Keys keys = server.keys();
        String name = keys.readyFileName();
        String key = keys.keep(offered, name);
        // Who waits for the file may end this process as soon as it is there.
        keys.revokeOthers(name, key);
        ready.write(server.url(), key);
    }

    /** The secret by the environment: a command line can be read by every user of the machine. */
    private ServerSettings.Callbacks callbacks() {
        Optional<Secret> secret = Optional.ofNullable(System.getenv("JG_CALLBACK_SECRET"))
                .filter(text -> !text.isEmpty())
                .map(Secret::new);
        return new ServerSettings.Callbacks(secret, developmentMode);
    }

    /** The access log, which HUP reopens; without one HUP does nothing. */
    private AccessLog accessLog() throws IOException {
        if (accessLog == null) {
            HangupSignal.handle(() -> {});
            return entry -> {};
        }
        JsonAccessLog log = JsonAccessLog.in(accessLog);
        HangupSignal.handle(log::reopen);
        return log;
    }

    private ServerSettings settings(GridSettings grid) throws IOException {
        return new ServerSettings(
                data,
                host,
                port,
                gpus,
                false,
                grid,
                docker.containers(pull),
                new ServerSettings.Operation(
                        callbacks(),
                        accessLog(),
                        Optional.ofNullable(postgres).map(url -> new ServerSettings.Postgres(new Secret(url))),
                        Optional.ofNullable(catalog),
                        credits,
                        keeping.files(),
                        keeping.retention(),
                        hosts.hosts()));
    }

    private void warnIfOpen() throws IOException {
        if (!InetAddress.getByName(host).isLoopbackAddress()) {
            spec.commandLine()
                    .getErr()
                    .println("jg: %s can be reached by others; whoever has a key can run programs as you do"
                            .formatted(host));
        }
    }

    private void announce(GridServer server, Optional<String> firstKey) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("JobGrid takes requests at " + server.url());
        out.println("data     " + data.toAbsolutePath().normalize());
        List<String> found = server.gpus();
        List<String> unanswered = server.unanswered();
        out.println("GPUs     " + gpus(found, unanswered));
        if (!unanswered.isEmpty()) {
            out.println("waits    for " + String.join(", ", unanswered)
                    + " to answer for the first time; jobs that no other can run wait for it, the others run");
        }
        hosts.mounts()
                .forEach(mount -> out.println("mount    " + mount.name() + " from " + mount.path()
                        + (mount.isWritable() ? ", writable" : ", read-only") + " for " + whom(mount)));
        firstKey.ifPresent(key -> out.println("API key  " + key + "  (shown this once)"));
        out.println("docs     " + server.url() + "/docs");
        if (!found.isEmpty() || !unanswered.isEmpty()) {
            out.println("next     put the API key into $JUNGLE_GRID_API_KEY and submit a job:");
            // Any server with a GPU takes it.
            out.println("""
                curl %s/v1/jobs -H "Authorization: Bearer $JUNGLE_GRID_API_KEY" -H "Content-Type: application/json" -d \
                '{"name":"hello","image":"nvidia/cuda:12.4.1-base-ubuntu22.04","workload_type":"batch",\
                "command":["sh","-c","echo hello; echo done > /workspace/artifacts/result.txt"]}'\
                """.formatted(server.url()));
        }
        out.flush();
    }

    private static String gpus(List<String> found, List<String> unanswered) {
        if (!found.isEmpty()) {
            return String.join(", ", found);
        }
        return unanswered.isEmpty()
                ? "none, so that no job will be taken; declare one with --simulate-gpu 'NVIDIA L4:24' to try"
                : "not known yet";
    }

    private static String whom(HostMount mount) {
        return mount.workspaces().isEmpty()
                ? "all workspaces"
                : mount.workspaces().stream().map(WorkspaceId::value).collect(Collectors.joining(", "));
    }

    private static void stop(GridServer server, Optional<ReadyFile> ready, CountDownLatch stopped) {
        try {
            if (ready.isPresent()) {
                ready.get().delete();
            }
        } catch (IOException e) {
            // It only says that the server is there; a request will tell that it is not.
            System.err.println("jg: the ready file could not be taken away: " + e.getMessage());
        } finally {
            server.close();
            stopped.countDown();
        }
    }
}
