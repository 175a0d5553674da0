package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.PrivateEngine.sh;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A Podman of one test, whose service it may stop and start again, and whose host it may seem to reboot. It has the tiny
 * image. Where Podman cannot be started a test that asks for one is skipped, unless the environment says that none may be.
 */
final class PrivatePodman implements AutoCloseable {
    private final Path folder;
    private Process service;

    private PrivatePodman(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("containers.conf"), """
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                lock_type = "file"
                """);
        this.service = launch();
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

    private String podman() {
        return "CONTAINERS_CONF=%1$s/containers.conf exec podman --root %1$s/root --runroot %1$s/run --tmpdir %1$s/tmp "
                .formatted(folder);
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(folder.resolve("s"));
        return new ProcessBuilder("sh", "-c", podman() + "system service --time=0 " + uri())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    String uri() {
        return "unix://" + folder.resolve("s");
    }

    DockerEngine engine() {
        return DockerEngine.at("private", uri()).gpus(TestEngines.podman().gpus());
    }

    private void awaitUp() {
        EngineApi api = TestEngines.api(engine());
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            api.ping();
            return true;
        });
    }

    /** Ends the service, as {@code systemctl stop} does; its containers go on. */
    void stop() {
        service.destroy();
        service.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Starts the service again. */
    void restart() throws IOException {
        service = launch();
        awaitUp();
    }

    /** The process that looks after a container, by what Podman tells of it: the parent of its first process. */
    static long conmon(JsonNode container) {
        return ProcessHandle.of(container.path("State").path("Pid").asLong())
                .flatMap(ProcessHandle::parent)
                .orElseThrow()
                .pid();
    }

    /** As when the host loses its power and is started again: no process is left, and nothing in memory. */
    void losePower(JsonNode container) throws IOException {
        sh("kill -KILL " + conmon(container) + " "
                + container.path("State").path("Pid").asLong());
        stop();
        unmount();
        sh("rm -rf " + folder + "/tmp " + folder + "/run");
        restart();
    }

    private void unmount() throws IOException {
        sh("for m in $(grep -o ' " + folder + "[^ ]*' /proc/mounts | sort -r); do umount -l $m; done");
    }

    @Override
    public void close() throws IOException {
        sh("(" + podman() + "rm --force --all --time 0 --volumes) > /dev/null 2>&1 || true");
        stop();
        unmount();
        sh("rm -rf " + folder);
    }
}
