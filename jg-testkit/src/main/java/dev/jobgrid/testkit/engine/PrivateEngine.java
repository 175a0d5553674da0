package dev.jobgrid.testkit.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.testkit.engine.Namespaces.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Docker Engine of one test, in separate namespaces, which the test may pause, kill and restart. Where an Engine
 * cannot be started the test is skipped, unless the environment forbids skipping. Single-threaded.
 */
public final class PrivateEngine implements AutoCloseable {
    /** A small image with a shell. */
    public static final String TINY = "jobgrid-test-tiny:1";

    private final Path folder;
    private final List<String> options;
    private Namespaces namespaces;
    private Program dockerd;

    private PrivateEngine(Path folder, List<String> options) throws IOException {
        this.folder = folder;
        this.options = options;
        this.namespaces = Namespaces.start(folder);
        try {
            // Beside the Engine, as distributions have it: one of its own would be killed with it.
            startContainerd();
            this.dockerd = dockerd();
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void startContainerd() throws IOException {
        run(List.of("/usr/bin/containerd", "-c", settings().toString()));
        await("containerd").until(() -> Files.exists(folder.resolve("c")));
    }

    private Path settings() throws IOException {
        return Files.writeString(folder.resolve("containerd.toml"), """
                version = 2
                root = "%1$s/images"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
                [grpc]
                  address = "%1$s/c"
                """.formatted(folder));
    }

    /**
     * Starts one; returns when it answers.
     *
     * @param source where there is an Engine that has the tiny image
     * @param options of dockerd
     */
    public static PrivateEngine start(String source, String... options) throws IOException {
        boolean canStart = Files.isExecutable(Path.of("/usr/sbin/dockerd"))
                && System.getProperty("user.name").equals("root");
        if (System.getenv("JOBGRID_TEST_ENGINES_REQUIRED") == null) {
            assumeTrue(canStart, "an Engine of the test's own needs dockerd and root");
        }
        // Not below the build's folder: the name of a socket has at most 107 bytes.
        PrivateEngine engine =
                new PrivateEngine(Files.createTempDirectory(Path.of("/tmp"), "jobgrid"), List.of(options));
        try {
            engine.awaitUp();
            sh("docker -H " + source + " save " + TINY + " | docker -H " + engine.uri() + " load -q");
        } catch (IOException | RuntimeException | AssertionError e) {
            engine.close();
            throw e;
        }
        return engine;
    }

    private Program dockerd() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/sbin/dockerd",
                "-H",
                uri(),
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--containerd=" + folder.resolve("c"),
                "--pidfile=" + folder.resolve("pid"),
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false"));
        command.addAll(options);
        return run(command);
    }

    private Program run(List<String> command) throws IOException {
        return namespaces.run(Map.of(), command, folder.resolve("log"));
    }

    /** Its address. */
    public String uri() {
        return "unix://" + folder.resolve("s");
    }

    /** An address outside that is forwarded to a port in its network. */
    public String reach(int port) throws IOException {
        Path socket = folder.resolve("tcp" + port);
        run(List.of("/usr/bin/socat", "UNIX-LISTEN:" + socket + ",fork", "TCP:127.0.0.1:" + port));
        await("a way in").until(() -> Files.exists(socket));
        return "unix://" + socket;
    }

    /** Waits until it answers. */
    public void awaitUp() {
        await("the Engine")
                .until(() -> new ProcessBuilder("docker", "-H", uri(), "version")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0);
    }

    /** Kills the Engine by KILL, but not its containers. */
    public void kill() throws IOException {
        dockerd.kill();
    }

    /** Stops it by TERM, as {@code systemctl stop} does; returns when it has ended. */
    public void terminate() {
        dockerd.terminate();
    }

    /** Kills the Engine and its containers, as a loss of power does; only its disk remains. */
    public void killAll() throws IOException {
        namespaces.end();
        sh("cd " + folder + " && rm -rf c state exec");
        namespaces = Namespaces.start(folder);
        startContainerd();
    }

    /** For each container, the parent of its processes. */
    private List<ProcessHandle> shims() {
        String address = "-address " + folder.resolve("c");
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(address))
                .toList();
    }

    /** Waits until no container of it has a process. */
    public void awaitNoProgram() {
        await("the end of all programs")
                .until(() -> shims().stream()
                        .allMatch(shim -> shim.descendants().findAny().isEmpty()));
    }

    /** Starts it again on the same disk. */
    public void restart() throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        dockerd = dockerd();
        awaitUp();
    }

    /** Pauses it. */
    public void hold() throws IOException {
        dockerd.hold();
    }

    /** Resumes it. */
    public void release() throws IOException {
        dockerd.release();
    }

    /** Output of a docker command on it. */
    public List<String> docker(String arguments) throws IOException {
        return sh("docker -H " + uri() + " " + arguments);
    }

    /** Output of a shell command. */
    public static List<String> sh(String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(command + " ended with exit code " + process.exitValue());
        }
        return lines;
    }

    /** Kills all its processes, and removes its files. */
    @Override
    public void close() throws IOException {
        namespaces.end();
        sh("rm -rf " + folder);
    }
}
