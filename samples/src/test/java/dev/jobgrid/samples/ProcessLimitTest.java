package dev.jobgrid.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.samples.demo.ApiClient;
import dev.jobgrid.testkit.PidsGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The real server may have no more processes, while fifty jobs are to run. */
@Tag("nightly")
class ProcessLimitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int JOBS = 50;

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    void noJobFailsForWantOfProcesses() throws Exception {
        try (PidsGroup group = PidsGroup.make();
                ServerProcess server =
                        ServerProcess.start(folder, Programs.PATH, "--simulate-gpu=NVIDIA L4:24x" + JOBS);
                Readiness health = new Readiness(server)) {
            group.add(server.pid());
            ApiClient api = server.client();
            submit(api, 0);
            await("the first job to end").atMost(PATIENCE).until(() -> isOver(api, 0));

            // Less than ten programs take to start; the server's own threads are among them.
            group.limit(group.size() + 12);
            for (int i = 1; i < JOBS; i++) {
                int number = i;
                await("a job to be taken")
                        .atMost(PATIENCE)
                        .ignoreException(IOException.class)
                        .until(() -> isTaken(api, number));
            }
            await("health to tell of it")
                    .atMost(PATIENCE)
                    .ignoreException(IOException.class)
                    .until(() -> health.ask().contains("raise the limit"));

            group.lift();
            for (int i = 0; i < JOBS; i++) {
                int number = i;
                await("the end of a job").atMost(PATIENCE).until(() -> isOver(api, number));
                JsonNode events = events(api, number);
                assertThat(api.get("/v1/jobs/job-" + number).path("status").asText())
                        .as(events.toString())
                        .isEqualTo("completed");
                assertThat(types(events).filter("job.running"::equals))
                        .as(events.toString())
                        .hasSize(1);
            }
        }
    }

    private static boolean isTaken(ApiClient api, int number) throws IOException, InterruptedException {
        submit(api, number);
        return true;
    }

    private static boolean isOver(ApiClient api, int number) throws IOException, InterruptedException {
        return Set.of("completed", "failed")
                .contains(api.get("/v1/jobs/job-" + number).path("status").asText());
    }

    /** Again, it is the same job, or refused; the first answer may have been lost. */
    private static void submit(ApiClient api, int number) throws IOException, InterruptedException {
        try {
            api.post(
                    "/v1/jobs",
                    Map.of(
                            "id",
                            "job-" + number,
                            "name",
                            "job-" + number,
                            "image",
                            "busybox",
                            "workload_type",
                            "batch",
                            "gpu_count",
                            1,
                            "command",
                            List.of("sh", "-c", "echo ran")));
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains(" 409 ")) {
                throw e;
            }
        }
    }

    private static JsonNode events(ApiClient api, int number) throws IOException, InterruptedException {
        return api.get("/v1/jobs/job-" + number + "/events").path("items");
    }

    private static Stream<String> types(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.path("type").asText());
    }
}
