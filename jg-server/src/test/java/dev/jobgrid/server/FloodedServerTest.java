package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.server.TimedApi.Access;
import dev.jobgrid.server.TimedApi.Answer;
import dev.jobgrid.server.cli.JgRun;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.InTarget;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The real server, with a small heap, while one workspace has more queued than that heap would hold. */
@Tag("nightly")
class FloodedServerTest {
    private static final int LANES = 240;
    private static final int SUBMITTERS = 8;

    /** Near the most that a job's environment may take. */
    private static final Map<String, String> ENVIRONMENT = IntStream.range(0, 8)
            .boxed()
            .collect(Collectors.toMap(i -> "VALUE_" + i, i -> "x".repeat(31_000), (a, b) -> a, TreeMap::new));

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private final TimedApi api = new TimedApi();

    @Test
    void anotherWorkspacesJobsRunBesideAFloodInAnH2File() throws Exception {
        othersRunBeside(783, "512m");
    }

    @Test
    void anotherWorkspacesJobsRunBesideAFloodInPostgres() throws Exception {
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPort(FreePort.find()).start()) {
            othersRunBeside(4_000, "512m", "--postgres=" + postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    private void othersRunBeside(int flood, String heap, String... store) throws Exception {
        Path gate = folder.resolve("gate");
        try (ServerProcess server = start(heap, store);
                Readiness health = new Readiness(server, "flooded")) {
            Access flooding = new Access(server.url(), server.key());
            ApiJobs others = new ApiJobs(new ApiClient(server.url(), otherKey()));
            flood(flooding, flood, gate);

            runBeside(others, "beside");
            assertThat(health.ask()).startsWith("200");
        }
        assertThat(Files.readString(folder.resolve("server.log"))).doesNotContain("OutOfMemory");
        // A flood outlives the server, and its place in the queue with it.
        try (ServerProcess server = start(heap, store);
                Readiness health = new Readiness(server, "flooded-again")) {
            ApiJobs others = new ApiJobs(new ApiClient(server.url(), otherKey()));
            runBeside(others, "again");
            assertThat(health.ask()).startsWith("200");

            Files.createFile(gate);
            server.jobs().awaitCompleted("flood-0");
            assertThat(server.jobs().lines("flood-0")).containsExactly("31000", "ended");
        }
        assertThat(Files.readString(folder.resolve("server.log"))).doesNotContain("OutOfMemory");
    }

    private ServerProcess start(String heap, String... store) throws IOException {
        List<String> options = new ArrayList<>(List.of(store));
        options.addAll(
                List.of("--simulate-gpu=NVIDIA L4:24", "--simulate-gpu=NVIDIA A100:80", "--max-queued-mib=2000"));
        return ServerProcess.startWithHeap(heap, folder, options.toArray(String[]::new));
    }

    private String otherKey() {
        List<String> lines = JgRun.of(
                        Map.of(),
                        "keys",
                        "create",
                        "--data=" + folder.resolve("data"),
                        "--workspace=other",
                        "--name=other",
                        "--scope=jobs:read",
                        "--scope=jobs:write")
                .lines();
        return lines.get(1).replaceFirst("API key +", "").replaceFirst(" .*", "");
    }

    /** All for one GPU, which the first of them keeps until there is a gate. */
    private void flood(Access server, int jobs, Path gate) throws Exception {
        assertThat(submit(server, 0, gate).status()).isEqualTo(202);
        ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 1; i < jobs; i++) {
                int job = i;
                answers.add(threads.submit(() -> submit(server, job, gate).status()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(202);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Answer submit(Access server, int job, Path gate) throws IOException, InterruptedException {
        Map<String, Object> draft = ApiJobs.draft(
                "flood-" + job,
                "busybox",
                "sh",
                "-c",
                "echo ${#VALUE_7}; until [ -e \"$0\" ]; do sleep 0.1; done; echo ended",
                gate.toString());
        draft.put("id", "flood-" + job);
        draft.put("gpu_type", "NVIDIA L4");
        draft.put("model_size_gb", 1 + (job % LANES) / 100.0);
        draft.put("environment", ENVIRONMENT);
        return api.post(server, "/v1/jobs", draft);
    }

    private static void runBeside(ApiJobs others, String id) throws Exception {
        Map<String, Object> draft = ApiJobs.draft(id, "busybox", "true");
        draft.put("gpu_type", "NVIDIA A100");
        others.submit(id, draft);
        await(id + " to end")
                .pollInterval(Duration.ofMillis(50))
                .until(() -> others.status(id).equals("completed"));
    }
}
