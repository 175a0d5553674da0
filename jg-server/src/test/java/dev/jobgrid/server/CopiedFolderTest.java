package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.GridSettings;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.executor.process.SimulatedGpu;
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
                consent);
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
            submit(new ApiClient(server.url(), key), gate);
            await("the job to run").until(() -> status(server, key).equals("running"));
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
            await("the job to end").until(() -> status(server, key).equals("completed"));
            assertThat(retries(server, key)).isZero();
        }
        try (GridServer server = start(copy, risk -> asked.add(risk))) {
            assertThat(asked).hasSize(2);
            await("the copied job to end").until(() -> status(server, key).equals("completed"));
            assertThat(retries(server, key)).isOne();
        }
        start(copy, CopiedFolderTest::neverAsked).close();
    }

    private static void submit(ApiClient api, Path gate) throws IOException, InterruptedException {
        api.post(
                "/v1/jobs",
                Map.of(
                        "id",
                        "job",
                        "name",
                        "job",
                        "image",
                        "busybox",
                        "workload_type",
                        "batch",
                        "gpu_count",
                        1,
                        "command",
                        List.of("sh", "-c", "until [ -e \"$0\" ]; do sleep 0.05; done", gate.toString())));
    }

    private static String status(GridServer server, String key) throws IOException, InterruptedException {
        return new ApiClient(server.url(), key)
                .get("/v1/jobs/job")
                .path("status")
                .asText();
    }

    private static int retries(GridServer server, String key) throws IOException, InterruptedException {
        return new ApiClient(server.url(), key)
                .get("/v1/jobs/job")
                .path("retry_count")
                .asInt(-1);
    }
}
