package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.server.cli.Jg;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.spi.RetryPolicy;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder with a job that runs is copied, and moved. */
final class CopiedFolderTest {
    private static final GridSettings SETTINGS = GridSettings.DEFAULT.withRunning(
            GridSettings.DEFAULT.running().withRetry(RetryPolicy.infrastructure(2, Duration.ofMillis(10))));

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private static GridServer start(Path data, Predicate<String> consent) throws IOException {
        return GridServer.start(
                new ServerSettings(
                        data,
                        "127.0.0.1",
                        0,
                        List.of(SimulatedGpu.parse("NVIDIA L4:24")),
                        false,
                        SETTINGS,
                        Optional.empty()),
                Access.DEFAULT,
                consent,
                Jg::serve);
    }

    private static boolean neverAsked(String risk) {
        throw new AssertionError("asked: " + risk);
    }

    @Test
    void theCopyAsksAndTheMovedFolderDoesNot() throws Exception {
        Path one = folder.resolve("one");
        Path copy = folder.resolve("copy");
        Path moved = folder.resolve("moved");
        Path gate = folder.resolve("gate");
        String key;
        try (GridServer server = start(one, CopiedFolderTest::neverAsked)) {
            key = server.keys().first().orElseThrow();
            jobs(server, key).submitGated("job", gate);
            await("the job to run").until(() -> jobs(server, key).status("job").equals("running"));
        }
        Programs.output(folder, Map.of(), "cp", "-a", one.toString(), copy.toString());

        List<String> asked = new ArrayList<>();
        assertThatThrownBy(() -> start(copy, risk -> !asked.add(risk)))
                .isInstanceOf(JobGridException.class)
                .hasMessageContaining("--accept-copied-data");
        assertThat(asked)
                .singleElement()
                .asString()
                .contains("1 of its jobs ran and 0 waited", one.resolve("store").toString());

        start(one, CopiedFolderTest::neverAsked).close();
        Files.move(one, moved);
        try (GridServer server = start(moved, CopiedFolderTest::neverAsked)) {
            Files.createFile(gate);
            await("the job to end").until(() -> jobs(server, key).status("job").equals("completed"));
            assertThat(jobs(server, key).retries("job")).isZero();
        }
        try (GridServer server = start(copy, risk -> asked.add(risk))) {
            assertThat(asked).hasSize(2);
            await("the copied job to end")
                    .until(() -> jobs(server, key).status("job").equals("completed"));
            assertThat(jobs(server, key).retries("job")).isOne();
        }
        start(copy, CopiedFolderTest::neverAsked).close();
    }

    private static ApiJobs jobs(GridServer server, String key) {
        return new ApiJobs(new ApiClient(server.url(), key));
    }
}
