package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.server.demo.ApiClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Jobs that count: the lines on both of their streams, the lines of their artifact, and in a {@link Tally} their runs. Every
 * fifth fails.
 */
final class CountedJobs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Set<String> OVER = Set.of("completed", "failed", "rejected", "cancelled");
    private static final int LINES = 100;

    /** So many lines are printed before a gated job waits for {@code /workspace/gate-} with this number. */
    static final int FIRST_GATE = 30;

    /** As the first one. */
    static final int SECOND_GATE = 70;

    private static final int ARTIFACT_LINES = 5_000;
    private static final int EXIT_CODE = 3;

    private static final String PROGRAM = """
            echo "$JUNGLEGRID_JOB_ID $JUNGLEGRID_ATTEMPT" >"$0" || exit 9
            i=0
            while [ $i -lt %d ]; do
                echo "out $i"
                echo "err $i" >&2
                i=$((i + 1))
                [ $((i %% 10)) -ne 0 ] || sleep 0.05
                case "$2 $i" in "gated %d" | "gated %d")
                    n=0
                    until [ -e "/workspace/gate-$i" ] || [ $((n += 1)) -gt 6000 ]; do sleep 0.1; done
                esac
            done
            i=0
            while [ $i -lt %d ]; do echo "line $i"; i=$((i + 1)); done >/workspace/artifacts/lines.txt
            exit "$1"
            """.formatted(LINES, FIRST_GATE, SECOND_GATE, ARTIFACT_LINES);

    private final String context;
    private final String prefix;
    private final Tally tally;
    private final String way;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private int submitted;

    CountedJobs(String context, String prefix, Tally tally) {
        this(context, prefix, tally, false);
    }

    /** Jobs that may wait on their way for two gates to be opened. */
    CountedJobs(String context, String prefix, Tally tally, boolean isGated) {
        this.context = context;
        this.prefix = prefix;
        this.tally = tally;
        this.way = isGated ? "gated" : "straight";
    }

    /** Submits jobs from a client each; returns at once. */
    void submit(ApiClient api, int count) {
        submitted = count;
        for (int i = 0; i < count; i++) {
            int number = i;
            clients.execute(() -> submitOne(api, number));
        }
    }

    private void submitOne(ApiClient api, int number) {
        String id = prefix + number;
        try {
            Map<String, Object> draft =
                    ApiJobs.draft(id, tally.image(), "sh", "-c", PROGRAM, tally.file(), "" + exitCode(number), way);
            draft.put("environment", Map.of("PASSWORD", "s3cret-of-" + id));
            new ApiJobs(api).submit(id, draft);
            acknowledged.add(id);
        } catch (IOException e) {
            // Killed before it answered: the job may exist or not, and is held to the same rules if it does.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int exitCode(int number) {
        return number % 5 == 4 ? EXIT_CODE : 0;
    }

    /** Waits until all jobs are over, and checks each of them. */
    void checkAll(ApiClient api) throws Exception {
        clients.shutdown();
        assertThat(clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        List<String> lost = new ArrayList<>();
        for (String id : acknowledged) {
            if (!exists(api, id)) {
                lost.add(id);
            }
        }
        assertThat(lost)
                .as("%s, lost of the acknowledged %s", context, acknowledged)
                .isEmpty();
        for (int number = 0; number < submitted; number++) {
            String id = prefix + number;
            if (exists(api, id)) {
                check(api, id, exitCode(number));
            }
        }
    }

    private static boolean exists(ApiClient api, String id) throws InterruptedException {
        try {
            return api.get("/v1/jobs/" + id).hasNonNull("status");
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("404 NOT_FOUND");
            return false;
        }
    }

    private void check(ApiClient api, String id, int exitCode) throws Exception {
        await("the end of a job").atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = api.get("/v1/jobs/" + id);
            assertThat(now.path("status").asText())
                    .as("%s, the end of %s: %s, %s", context, id, now, api.get("/v1/jobs/" + id + "/events"))
                    .isIn(OVER);
        });
        JsonNode job = api.get("/v1/jobs/" + id);
        assertThat(job.path("status").asText())
                .as("%s, %s: %s", context, id, job)
                .isEqualTo(exitCode == 0 ? "completed" : "failed");
        assertThat(api.get("/v1/jobs/" + id + "/runtime").path("exit_code").asInt(-1))
                .as("%s, exit code of %s", context, id)
                .isEqualTo(exitCode);
        int retries = job.path("retry_count").asInt(-1);
        checkRuns(id, retries);
        checkLog(api, id, retries);
        assertThat(new ApiJobs(api).artifact(id))
                .as("%s, artifact of %s", context, id)
                .isEqualTo(numbered("line ", ARTIFACT_LINES));
    }

    private void checkRuns(String id, int retries) throws IOException {
        // The tally may hear of a run later than the server of its end.
        await(context + ", the last run of " + id)
                .atMost(PATIENCE)
                .until(() -> runs(id).contains(id + " " + (retries + 1)));
        assertThat(runs(id))
                .as("%s, runs of %s", context, id)
                .doesNotHaveDuplicates()
                .hasSizeBetween(1, retries + 1)
                .endsWith(id + " " + (retries + 1));
    }

    private List<String> runs(String id) throws IOException {
        return tally.lines().stream().filter(line -> line.startsWith(id + " ")).toList();
    }

    /** Runs before the last one may have printed as well, but the last one's lines are all there. */
    private void checkLog(ApiClient api, String id, int retries) throws Exception {
        List<JsonNode> lines = new ApiJobs(api).log(id);
        assertThat(lines)
                .as("%s, entry ids of %s", context, id)
                .extracting(line -> line.path("entry_id").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, lines.size()).boxed().toList());
        for (String stream : List.of("stdout", "stderr")) {
            List<String> printed = lines.stream()
                    .filter(line -> line.path("stream").asText().equals(stream))
                    .map(line -> line.path("message").asText())
                    .toList();
            List<String> expected = numbered(stream.substring(3) + " ", LINES);
            assertThat(printed).as("%s, %s of %s", context, stream, id).endsWith(expected.toArray(String[]::new));
            assertThat(printed.size())
                    .as("%s, %s of %s", context, stream, id)
                    .isLessThanOrEqualTo(LINES * (retries + 1));
        }
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Override
    public void close() {
        clients.shutdownNow();
    }
}
