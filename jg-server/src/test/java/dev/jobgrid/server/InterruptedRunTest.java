package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.server.cli.Jg;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.http.Printed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while somebody follows a job, in a process of its own. */
class InterruptedRunTest {
    private static final GridSettings SETTINGS =
            GridSettings.DEFAULT.withRunning(GridSettings.DEFAULT.running().withStopGrace(Duration.ofSeconds(1)));

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private GridServer server;
    private ApiJobs jobs;

    @BeforeEach
    void aServer() throws IOException {
        server = GridServer.start(
                new ServerSettings(folder.resolve("data"), "127.0.0.1", 0, List.of(), true, SETTINGS, Optional.empty()),
                Jg::serve);
        String key = server.keys().first().orElseThrow();
        jobs = new ApiJobs(new ApiClient(server.url(), key));
        Files.writeString(folder.resolve("key"), key);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theJobGoesOnAndTheWayBackIsSaid() throws Exception {
        Path gate = folder.resolve("gate").toAbsolutePath();
        Process run = following(gate);
        String job = job();

        interrupt(run);

        assertThat(run.waitFor()).isEqualTo(130);
        assertThat(errors())
                .contains("jg logs -f " + job + " --server " + server.url())
                .contains("jg cancel " + job + " --server " + server.url());
        assertThat(jobs.status(job)).isEqualTo("running");
        Files.createFile(gate);
        jobs.awaitCompleted(job);
    }

    @Test
    void itIsCancelledIfThatIsAskedFor() throws Exception {
        Process run = following(folder.resolve("gate").toAbsolutePath(), "--cancel-on-interrupt");
        String job = job();

        interrupt(run);

        assertThat(run.waitFor()).isEqualTo(130);
        assertThat(jobs.status(job)).isEqualTo("cancelled");
    }

    /** A run whose program waits for a file, once it has begun. */
    private Process following(Path gate, String... options) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("run", "--server", server.url().toString()));
        words.addAll(List.of(options));
        words.addAll(List.of("busybox", "--", "sh", "-c", ApiJobs.GATED, gate.toString()));
        List<String> command = JgLine.of("128m", words.toArray(String[]::new));
        // A process that was started in the background ignores it otherwise.
        command.addAll(0, List.of("/usr/bin/env", "--default-signal=INT"));
        ProcessBuilder builder = Programs.child(command)
                .redirectError(folder.resolve("err").toFile())
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().put("JUNGLE_GRID_API_KEY", Files.readString(folder.resolve("key")));
        Process process = builder.start();
        await("the program to begin")
                .failFast(() -> assertThat(process.isAlive()).as(this::errors).isTrue())
                .until(() -> Files.readString(folder.resolve("out")).contains("began"));
        return process;
    }

    private String job() throws IOException {
        return Files.readAllLines(folder.resolve("err")).stream()
                .filter(line -> line.startsWith("job job_"))
                .findFirst()
                .orElseThrow()
                .substring(4);
    }

    private void interrupt(Process process) throws Exception {
        Programs.signal("INT", process);
    }

    private String errors() {
        try {
            String text = Files.readString(folder.resolve("err"));
            Printed.keep(text);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
