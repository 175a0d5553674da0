package dev.jobgrid.executor.docker;

import static dev.jobgrid.testkit.engine.PrivateEngine.sh;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.testkit.engine.Namespaces;
import dev.jobgrid.testkit.engine.Namespaces.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Podman of one test, in namespaces of its own, whose service it may stop and start again, and whose host it may seem to
 * reboot. It has the tiny image. Where Podman cannot be started a test that asks for one is skipped, unless the environment says that none may be.
 */
final class PrivatePodman implements AutoCloseable {
    private final Path folder;
    private Namespaces namespaces;
    private Program service;

    private PrivatePodman(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("containers.conf"), """
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                lock_type = "file"
                """);
        this.namespaces = Namespaces.start(folder);
        try {
            this.service = launch();
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts one; returns when it answers. */
    static PrivatePodman start() throws IOException {
        String shared = TestEngines.podman().uri();
        boolean canStart = Files.isExecutable(Path.of("/usr/bin/podman"))
                && System.getProperty("user.name").equals("root");
        if (System.getenv("JOBGRID_TEST_PODMAN_REQUIRED") == null) {
            assumeTrue(canStart, "a Podman of the test's own needs podman and root");
        }
        PrivatePodman podman = new PrivatePodman(Files.createTempDirectory(Path.of("/tmp"), "jobgrid"));
        try {
            podman.awaitUp();
            sh("docker -H " + shared + " save " + TestEngines.TINY + " | docker -H " + podman.uri() + " load -q");
        } catch (IOException | RuntimeException | AssertionError e) {
            podman.close();
            throw e;
        }
        return podman;
    }

    private Program launch() throws IOException {
        Files.deleteIfExists(folder.resolve("s"));
        return namespaces.run(
                Map.of("CONTAINERS_CONF", folder.resolve("containers.conf").toString()),
                List.of(
                        "/usr/bin/podman",
                        "--root=" + folder.resolve("root"),
                        "--runroot=" + folder.resolve("run"),
                        "--tmpdir=" + folder.resolve("tmp"),
                        "system",
                        "service",
                        "--time=0",
                        uri()),
                folder.resolve("log"));
    }

    String uri() {
        return "unix://" + folder.resolve("s");
    }

    DockerEngine engine() {
        return DockerEngine.at("private", uri()).gpus(TestEngines.podman().gpus());
    }

    private void awaitUp() {
        EngineApi api = TestEngines.api(engine());
        await("Podman").ignoreExceptions().until(() -> {
            api.ping();
            return true;
        });
    }

    /** Ends the service, as {@code systemctl stop} does; its containers go on. */
    void stop() {
        service.terminate();
    }

    /** Starts the service again. */
    void restart() throws IOException {
        service = launch();
        awaitUp();
    }

    /** The process that looks after a container, by what Podman tells of it. */
    static ProcessHandle conmon(JsonNode container) {
        String id = " -c " + container.path("Id").asText() + " ";
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/conmon"))
                .filter(process -> process.info().commandLine().orElse("").contains(id))
                .findAny()
                .orElseThrow();
    }

    /** As when the host loses its power and is started again: no process is left, and nothing in memory. */
    void losePower() throws IOException {
        namespaces.end();
        sh("cd " + folder + " && rm -rf tmp run");
        namespaces = Namespaces.start(folder);
        restart();
    }

    @Override
    public void close() throws IOException {
        namespaces.end();
        sh("rm -rf " + folder);
    }
}
