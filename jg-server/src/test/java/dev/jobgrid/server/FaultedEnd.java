package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.server.FaultedJobs.Taken;
import dev.jobgrid.server.TimedApi.Access;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.engine.PrivateEngine;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What has to be so when all faults are over: looked at from outside. */
final class FaultedEnd {
    /** What the workspace has for its jobs. */
    static final String CREDITS = "100000";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PAGE = 100;

    /** From one event to the next. */
    private static final int STEP = 10;

    private static final String DEGRADED = "\"name\":\"(?!executor )[^\"]*\",\"status\":\"degraded\"";

    private final CombinedFaults faults;
    private final Map<String, Taken> taken;
    private final ApiJobs jobs;
    private final List<String> wrong = new ArrayList<>();
    private BigDecimal costs = BigDecimal.ZERO;
    private int runs;

    FaultedEnd(CombinedFaults faults, Map<String, Taken> taken) {
        this.faults = faults;
        this.taken = taken;
        Access access = faults.servers().get(0).access().orElseThrow();
        this.jobs = new ApiJobs(new ApiClient(access.url(), access.key()));
    }

    void check() throws Exception {
        awaitHealth();
        Map<String, JsonNode> listed = list();
        assertThat(listed.keySet()).as("jobs").containsExactlyInAnyOrderElementsOf(taken.keySet());
        Map<String, Integer> statuses = new HashMap<>();
        for (JsonNode job : listed.values()) {
            statuses.merge(job.path("status").asText(), 1, Integer::sum);
            check(job);
        }
        assertThat(wrong)
                .as("what is wrong of %s jobs, %s", listed.size(), statuses)
                .isEmpty();
        awaitNothingLeft();
        checkCredits();
        useAllGpus();
        System.getLogger(FaultedEnd.class.getName())
                .log(System.Logger.Level.INFO, listed.size() + " jobs: " + statuses + "; " + runs + " runs");
    }

    private Tallied tallied(String id) throws IOException {
        return Tallied.of(faults.tally().resolve(id));
    }

    /** A node that could not start its last program is known to work again only when it has started another. */
    private void awaitHealth() {
        for (FaultedServer server : faults.servers()) {
            await("health")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(server.health()).startsWith("200").doesNotContainPattern(DEGRADED));
        }
    }

    /** All jobs by their names, which are there once. */
    private Map<String, JsonNode> list() throws Exception {
        Map<String, JsonNode> listed = new HashMap<>();
        String cursor = "";
        while (true) {
            JsonNode page = jobs.api().get("/v1/jobs?limit=" + PAGE + cursor);
            for (JsonNode job : page.path("jobs")) {
                assertThat(listed.put(job.path("name").asText(), job))
                        .as("twice: %s", job)
                        .isNull();
            }
            if (!page.path("has_more").asBoolean()) {
                return listed;
            }
            cursor = "&cursor=" + page.path("next_cursor").asText();
        }
    }

    private void check(JsonNode job) throws Exception {
        Taken known = taken.get(job.path("name").asText());
        String id = job.path("job_id").asText();
        try {
            assertThat(known).isNotNull();
            assertThat(id).isEqualTo(known.id());
            checkEvents(id, job.path("status").asText());
            checkRuns(id);
            switch (job.path("status").asText()) {
                case "cancelled" -> assertThat(known.wanted().cancelledAfter()).isPresent();
                case "completed" -> checkWhole(known, job, 0);
                case "failed" -> checkFailed(known, job);
                default -> throw new AssertionError("it is not over as it may be");
            }
            assertThat(known.wasCancelled())
                    .as("cancelled")
                    .isIn(false, job.path("status").asText().equals("cancelled"));
            costs = costs.add(job.path("billing").path("final_cost_usd").decimalValue());
        } catch (AssertionError e) {
            wrong.add("%s of %s, %s: the runs said %s, events %s"
                    .formatted(e.getMessage(), job, known, tallied(id).lines(), jobs.events(id)));
        }
    }

    private void checkEvents(String id, String status) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        jobs.events(id).forEach(events::add);
        assertThat(events)
                .as("events")
                .extracting(event -> event.path("sequence").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, events.size())
                        .map(i -> i * STEP)
                        .boxed()
                        .toList());
        Set<String> ends = Set.of("job.completed", "job.failed", "job.cancelled", "job.rejected");
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .filteredOn(ends::contains)
                .containsExactly("job." + status);
    }

    private void checkRuns(String id) throws IOException {
        Tallied tallied = tallied(id);
        List<Integer> begun = tallied.attempts(Tallied.BEGUN);
        runs += begun.size();
        assertThat(begun).as("runs").doesNotHaveDuplicates();
        assertThat(tallied.attempts(Tallied.ENDED)).as("ends of runs").doesNotHaveDuplicates();
        assertThat(tallied.attempts()).as("runs one after the other").isSorted();
    }

    /** That the last run went as its program says, and all of what it left is there. */
    private void checkWhole(Taken known, JsonNode job, int exitCode) throws Exception {
        String id = known.id();
        assertThat(exitCode).as("exit code").isEqualTo(known.wanted().exitCode());
        int attempt = job.path("run").path("attempt").asInt();
        assertThat(tallied(id).attempts(Tallied.BEGUN)).as("runs").contains(attempt);
        assertThat(tallied(id).attempts(Tallied.ENDED)).as("ends of runs").contains(attempt);
        checkLog(id, known.wanted().seconds() * FaultedJobs.LINES);
        if (known.wanted().hasFile()) {
            assertThat(job.path("collected_artifacts").path("files").asInt())
                    .as("files of the last run")
                    .isEqualTo(1);
            // By the number of its run, which runs that never started have too, and attempts do not count.
            JsonNode last = StreamSupport.stream(jobs.artifacts(id).spliterator(), false)
                    .max(Comparator.comparingInt(file -> file.path("attempt").asInt()))
                    .orElseThrow();
            assertThat(jobs.artifact(id, last)).as("file").isEqualTo(numbered("line ", FaultedJobs.Wanted.FILE_LINES));
        }
    }

    /** Runs before the last one may have printed as well, but the last one's lines are all there. */
    private void checkLog(String id, int count) throws Exception {
        List<JsonNode> lines = jobs.log(id);
        assertThat(lines)
                .as("entry ids")
                .extracting(line -> line.path("entry_id").asInt())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, lines.size()).boxed().toList());
        for (String stream : List.of("stdout", "stderr")) {
            List<String> printed = lines.stream()
                    .filter(line -> line.path("stream").asText().equals(stream))
                    .map(line -> line.path("message").asText())
                    .toList();
            assertThat(printed)
                    .as(stream)
                    .endsWith(numbered(stream.substring(3) + " ", count).toArray(String[]::new));
        }
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    /** As its program says, or by what the faults explain. */
    private void checkFailed(Taken known, JsonNode job) throws Exception {
        JsonNode runtime = jobs.api().get("/v1/jobs/" + known.id() + "/runtime");
        int exitCode = runtime.path("exit_code").asInt(-1);
        switch (job.path("failure").path("code").asText()) {
            case "non_zero_exit" -> {
                if (exitCode == known.wanted().exitCode()) {
                    checkWhole(known, job, exitCode);
                } else if (exitCode != FaultedJobs.UNPRINTED) {
                    // Its disk was full, or it could start no program of its own. On a full disk that has no room for
                    // what it prints there is none for why, either.
                    assertThat(runtime.path("stderr_tail").asText())
                            .as("stderr of a program with exit code %s", exitCode)
                            .containsAnyOf("No space left", "I/O error", "annot fork", "can't fork");
                }
            }
            // Each of its runs was on an Engine that ended, or on a disk without room.
            case "worker_lost", "disk_full" ->
                assertThat(job.path("retry_count").asInt()).as("retries").isEqualTo(2);
            default -> throw new AssertionError("no fault explains its cause");
        }
    }

    private void awaitNothingLeft() throws SQLException {
        String ours = "--filter label=dev.jobgrid.grid=" + faults.gridName();
        for (PrivateEngine engine : faults.engines()) {
            await("no container or volume to be left").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(engine.docker("ps -a --format {{.ID}}={{.Names}}={{.State}} " + ours))
                        .as("containers")
                        .isEmpty();
                assertThat(engine.docker("volume ls -q " + ours)).as("volumes").isEmpty();
            });
        }
        for (int i = 0; i < CombinedFaults.SERVERS; i++) {
            Path runs = faults.home(i).resolve("data/runs");
            for (Path left : List.of(runs.resolve("runs"), runs.resolve("trash"))) {
                await("no folder to be left in " + left)
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(children(left)).isEmpty());
            }
        }
        await("no hold to be left")
                .atMost(PATIENCE)
                .until(() -> faults.count("SELECT count(*) FROM jobgrid.jobgrid_device_holds") == 0);
        await("no process to be left")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(processes()).isEmpty());
    }

    /** Those of this machine that were started for one of the jobs. */
    private List<String> processes() {
        Set<String> ids = taken.values().stream().map(Taken::id).collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .filter(process -> ids.stream().anyMatch(environment(process)::contains))
                .map(process ->
                        process.pid() + " " + process.info().commandLine().orElse(""))
                .toList();
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", "" + process.pid(), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // gone by now
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.toList();
        }
    }

    private void checkCredits() throws Exception {
        JsonNode balance = jobs.api().get("/v1/billing/balance");
        assertThat(balance.path("reserved_usd").decimalValue()).as("reserved").isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(balance.path("total_usd").decimalValue())
                .as("credits left")
                .isEqualByComparingTo(new BigDecimal(CREDITS).subtract(costs));
    }

    /** All at once, which only works if none is held. */
    private void useAllGpus() throws Exception {
        int count = (CombinedFaults.ENGINES + 1) * CombinedFaults.GPUS;
        Path gate = faults.tally().resolve("gate");
        String script = "until [ -e /workspace/mounts/%s/gate ]; do sleep 0.1; done".formatted(CombinedFaults.TALLY);
        for (int i = 0; i < count; i++) {
            Map<String, Object> draft = ApiJobs.draft("all-" + i, TestEngine.TINY, "sh", "-c", script);
            draft.put("mounts", List.of(CombinedFaults.TALLY));
            jobs.submit("all-" + i, draft);
        }
        for (int i = 0; i < count; i++) {
            String job = "all-" + i;
            await(job + " to run").atMost(PATIENCE).until(() -> jobs.status(job).equals("running"));
        }
        Files.createFile(gate);
        for (int i = 0; i < count; i++) {
            jobs.awaitCompleted("all-" + i);
        }
    }
}
