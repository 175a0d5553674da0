package dev.jobgrid.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.samples.demo.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The volume with the runs of the real server goes away and comes back, while one job runs and another waits for its GPU. */
class VanishedVolumeTest {
    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private interface Step {
        void run() throws Exception;
    }

    @Test
    void theRunGoesOnAndTheQueueWaitsWhileTheFolderIsAway() throws Exception {
        Path runs = folder.resolve("data/runs");
        Path away = folder.resolve("away");
        survive(
                () -> {
                    Files.move(runs, away);
                    Files.createDirectory(runs);
                },
                () -> {
                    Files.delete(runs);
                    Files.move(away, runs);
                });
    }

    @Test
    @Tag("nightly")
    void theRunGoesOnAndTheQueueWaitsWhileTheVolumeIsUnmounted() throws Exception {
        String volume = Files.createDirectory(folder.resolve("volume")).toString();
        String runs = Files.createDirectories(folder.resolve("data/runs")).toString();
        assumeTrue(does("mount", "--bind", volume, runs), "this user may not mount a folder elsewhere");
        try {
            survive(
                    () -> assertThat(does("umount", "-l", runs)).isTrue(),
                    () -> assertThat(does("mount", "--bind", volume, runs)).isTrue());
        } finally {
            does("umount", "-l", runs);
        }
    }

    private boolean does(String... command) throws InterruptedException {
        try {
            Programs.output(folder, Map.of(), command);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void survive(Step unmount, Step mount) throws Exception {
        Path gate = folder.resolve("gate");
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, "--simulate-gpu=NVIDIA L4:24");
                Readiness health = new Readiness(server)) {
            ApiClient api = server.client();
            submit(api, "first", "echo began; until [ -e \"$0\" ]; do sleep 0.1; done; echo ended", gate);
            await("the first job to print").until(() -> lines(api, "first").contains("began"));
            submit(api, "second", "[ -e \"$0\" ] && echo after", gate);

            unmount.run();
            await("health to say so").until(() -> {
                String now = health.ask();
                return now.startsWith("503") && now.contains("is not there");
            });
            await("the run to be waited for").until(() -> events(api, "first").contains("job.worker_unreachable"));
            mount.run();
            await("the node to be back").until(() -> health.ask().startsWith("200"));

            Files.createFile(gate);
            await("both jobs to end").untilAsserted(() -> {
                assertThat(status(api, "first")).isEqualTo("completed");
                assertThat(status(api, "second")).isEqualTo("completed");
            });
            assertThat(lines(api, "first")).containsExactly("began", "ended");
            assertThat(lines(api, "second")).containsExactly("after");
            for (String job : List.of("first", "second")) {
                assertThat(events(api, job)).doesNotContain("job.requeued", "job.node_fault");
                assertThat(api.get("/v1/jobs/" + job).path("retry_count").asInt(-1))
                        .isZero();
            }
        }
    }

    private static void submit(ApiClient api, String id, String script, Path gate)
            throws IOException, InterruptedException {
        api.post(
                "/v1/jobs",
                Map.of(
                        "id",
                        id,
                        "name",
                        id,
                        "image",
                        "busybox",
                        "workload_type",
                        "batch",
                        "gpu_count",
                        1,
                        "command",
                        List.of("sh", "-c", script, gate.toString())));
    }

    private static String status(ApiClient api, String id) throws IOException, InterruptedException {
        return api.get("/v1/jobs/" + id).path("status").asText();
    }

    private static List<String> lines(ApiClient api, String id) throws IOException, InterruptedException {
        return texts(api.get("/v1/jobs/" + id + "/logs?limit=100").path("items"), "message");
    }

    private static List<String> events(ApiClient api, String id) throws IOException, InterruptedException {
        return texts(api.get("/v1/jobs/" + id + "/events").path("items"), "type");
    }

    private static List<String> texts(JsonNode items, String field) {
        return new ArrayList<>(StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList());
    }
}
