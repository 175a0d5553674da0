package dev.jobgrid.server.cli;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.server.Access;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.JsonAccessLog;
import dev.jobgrid.server.ReadyFile;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.server.admin.Keys;
import dev.jobgrid.server.config.ConfigPrinter;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.spi.executor.HostMount;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the standalone server until it is stopped. */
@Command(
        name = "server",
        description = {
            "Run the standalone server.",
            "All data is kept in one folder unless --postgres, --blobs or --s3 is given. The first"
                    + " start on a new folder creates an API key with all scopes and prints it once."
        },
        footer = {
            "",
            "TIME is a number with its unit: 500ms, 30s, 10m, 6h or 7d.",
            "",
            "Environment:",
            "  JOBGRID_OPTION       any option, such as JOBGRID_PORT; see --config",
            "  JG_CALLBACK_SECRET   secret that signs callbacks",
            "  JOBGRID_SERVICE_KEY  key with which a gateway may call POST /oauth/introspect",
            "",
            "Signals:",
            "  HUP           reopen the access log after its rotation",
            "  TERM, Ctrl-C  stop cleanly, with exit code 143 or 130; running jobs go on, and",
            "                the next server on the same folder recovers them",
            "",
            "Examples:",
            "  jg server --data /srv/jobgrid --simulate-gpu 'NVIDIA L4:24x2'",
            "  jg server --config /etc/jobgrid/server.yaml",
            "  jg server --docker --postgres 'jdbc:postgresql://db/jobgrid?user=jobgrid'"
        },
        mixinStandardHelpOptions = true)
final class ServerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(
            names = "--print-config",
            description = "Print the effective configuration as a YAML file, with the origin of each value and"
                    + " passwords hidden, and exit.")
    private boolean printsConfig;

    @Option(
            names = "--force",
            description = "Start on a store that was moved by 'jg migrate', once. Only if the target has no jobs, or"
                    + " they run twice.")
    private boolean force;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OneLineLog.show(Level.INFO);
        ConfigPreprocessor config = ConfigPreprocessor.of(spec);
        config.warnings().forEach(warning -> spec.commandLine().getErr().println("jg: " + warning));
        Access access = options.access();
        if (printsConfig) {
            return print(config);
        }
        options.checkPlaces(access);
        warnIfOpen();
        Optional<ReadyFile> ready = options.readyFile().map(ReadyFile::new);
        Optional<String> earlierKey = ready.isPresent() ? ready.get().takeOver() : Optional.empty();
        CountDownLatch stopped = new CountDownLatch(1);
        GridServer server = start(access);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, ready, stopped), "jg-stop"));
        Optional<String> firstKey = server.keys().first();
        // Printed first: a script may end this process as soon as the file exists.
        announce(server, firstKey, access.hasConsole());
        if (ready.isPresent()) {
            writeReadyFile(server, ready.get(), firstKey.or(() -> earlierKey));
        }
        stopped.await();
        return 0;
    }

    private GridServer start(Access access) throws IOException {
        try {
            ServerSettings settings = options.settings(accessLog());
            if (force) {
                GridServer.takeBack(settings);
            }
            return GridServer.start(settings, access, this::accepts, Jg::serve);
        } catch (IOException e) {
            throw e.getCause() != null && e.getCause().getCause() instanceof BindException bound
                    ? new IOException(e.getMessage() + wayOut(bound), e)
                    : e;
        }
    }

    private static String wayOut(BindException problem) {
        return String.valueOf(problem.getMessage()).contains("in use")
                ? "; take another port, such as --port 8081, or a free one by --port 0"
                : "; name an address of this machine, such as --host 127.0.0.1, or 0.0.0.0 for all";
    }

    /** The configuration, if a server would start on it. */
    private int print(ConfigPreprocessor config) {
        options.settings(entry -> {});
        PrintWriter out = spec.commandLine().getOut();
        ConfigPrinter.lines(spec, config::source).forEach(out::println);
        out.flush();
        return 0;
    }

    /** Whether jobs of a folder that was copied go on here. */
    private boolean accepts(String risk) {
        PrintWriter err = spec.commandLine().getErr();
        if (options.acceptsCopiedData()) {
            err.println("jg: " + risk + ". They go on here, by --accept-copied-data");
            return true;
        }
        // Only the launcher knows whether there is a terminal.
        if (!Boolean.getBoolean("jg.interactive")) {
            return false;
        }
        err.print("jg: " + risk + ".\nLet them go on here? [y/N] ");
        err.flush();
        Scanner answers = new Scanner(System.in, Charset.defaultCharset());
        return answers.hasNextLine()
                && Set.of("y", "yes").contains(answers.nextLine().strip().toLowerCase(Locale.ROOT));
    }

    /** Writes the ready file. Once it names another key, the key of the start before is revoked. */
    private static void writeReadyFile(GridServer server, ReadyFile ready, Optional<String> offered)
            throws IOException {
        Keys keys = server.keys();
        String name = keys.readyFileName();
        String key = keys.keep(offered, name);
        // A script may end this process as soon as the file exists.
        keys.revokeOthers(name, key);
        ready.write(server.url(), key);
    }

    /** The access log, which HUP reopens; without one HUP does nothing. */
    private AccessLog accessLog() throws IOException {
        Optional<Path> file = options.accessLog();
        if (file.isEmpty()) {
            HangupSignal.handle(() -> {});
            return entry -> {};
        }
        JsonAccessLog log = JsonAccessLog.in(file.get());
        HangupSignal.handle(log::reopen);
        return log;
    }

    private void warnIfOpen() {
        InetAddress host;
        try {
            host = InetAddress.getByName(options.host());
        } catch (UnknownHostException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--host is '" + options.host()
                            + "', which is no address of this machine; 127.0.0.1 and 0.0.0.0 are",
                    e);
        }
        if (!host.isLoopbackAddress()) {
            spec.commandLine()
                    .getErr()
                    .println("jg: %s can be reached by others; whoever has a key can run programs as you do"
                            .formatted(options.host()));
        }
    }

    private void announce(GridServer server, Optional<String> firstKey, boolean hasConsole) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("JobGrid takes requests at " + server.url());
        out.println("data     " + options.data().toAbsolutePath().normalize());
        List<String> found = server.gpus();
        List<String> unanswered = server.unanswered();
        out.println("GPUs     " + gpus(found, unanswered));
        if (!unanswered.isEmpty()) {
            out.println("waits    for " + String.join(", ", unanswered)
                    + " to answer for the first time; jobs that no other can run wait for it, the others run");
        }
        options.mounts()
                .forEach(mount -> out.println("mount    " + mount.name() + " from " + mount.path()
                        + (mount.isWritable() ? ", writable" : ", read-only") + " for " + whom(mount)));
        firstKey.ifPresent(key -> out.println("API key  " + key + "  (shown this once)"));
        if (hasConsole) {
            out.println("console  " + server.url() + GridServer.CONSOLE);
        }
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
            // A client that reads it finds that the server does not answer.
            System.err.println("jg: the ready file could not be taken away: " + e.getMessage());
        } finally {
            server.close();
            stopped.countDown();
        }
    }
}
