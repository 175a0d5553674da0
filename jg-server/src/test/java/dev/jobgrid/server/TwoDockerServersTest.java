package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.FreePort;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.TestSeed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real servers on one PostgreSQL and two Engines, each with a data folder of its own: one is killed, and the other goes on
 * with what it left.
 */
class TwoDockerServersTest {
    private static final int SLOW = 4;
    private static final int QUICK = 4;
    private static final int GPUS = 4;
    private static final int LATEST_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(300);

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private List<TestEngine> engines = List.of();
    private String database = "";

    @Test
    void theJobsOfAKilledServerAreFinishedByTheOtherOne() throws Exception {
        survive(1);
    }

    @Test
    @Tag("stress")
    void theServersOutliveEachOtherManyTimes() throws Exception {
        survive(Integer.getInteger("kill.count", 20));
    }

    private void survive(int kills) throws Exception {
        engines = List.of(TestEngine.require(folder), TestEngine.requireOther(folder));
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.builder().setPort(FreePort.find()).start();
                Tally tally = EventTally.of(engines, folder)) {
            database = postgres.getJdbcUrl("postgres", "postgres");
            survive(kills, new Random(TestSeed.get()), tally);
        }
    }

    private void survive(int kills, Random random, Tally tally) throws Exception {
        ServerProcess running = start(0);
        try {
            for (int round = 1; round <= kills; round++) {
                running = kill(context(round), tally, random, running, round);
                awaitNothingLeft();
            }
        } finally {
            running.close();
        }
    }

    private static String context(int round) {
        return "kill " + round + ", " + TestSeed.repeat(TwoDockerServersTest.class);
    }

    /** Kills the server, which is alone when its slow jobs begin, so that they are its own; the one that goes on with them. */
    private ServerProcess kill(String context, Tally tally, Random random, ServerProcess victim, int round)
            throws Exception {
        // Jobs of others on the Engines are told by theirs.
        String prefix = UUID.randomUUID() + "-";
        ServerProcess survivor = victim;
        try (CountedJobs slow = new CountedJobs(context, "slow" + prefix, tally, true);
                CountedJobs quick = new CountedJobs(context, "quick" + prefix, tally)) {
            slow.submit(victim.client(), SLOW);
            List<String> slowJobs =
                    IntStream.range(0, SLOW).mapToObj(i -> "slow" + prefix + i).toList();
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> jobs(running()).containsAll(slowJobs));
            survivor = start(round);
            quick.submit(victim.client(), QUICK);
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LATEST_MILLIS));
            victim.kill();
            checkFollowed(context, survivor.client(), slowJobs);
            takeFiles(round);
            quick.checkAll(survivor.client());
            slow.checkAll(survivor.client());
            for (String job : slowJobs) {
                assertThat(survivor.client()
                                .get("/v1/jobs/" + job)
                                .path("retry_count")
                                .asInt(-1))
                        .as("%s, retries of %s", context, job)
                        .isZero();
            }
            return survivor;
        } catch (Throwable e) {
            survivor.close();
            throw e;
        }
    }

    /** That the survivor follows the containers that the killed server left, and they are the same. */
    private void checkFollowed(String context, ApiClient survivor, List<String> slowJobs) throws Exception {
        Instant killed = Instant.now();
        Set<String> before = running();
        // What they print while nobody follows them.
        open(CountedJobs.FIRST_GATE);
        for (String job : slowJobs) {
            await(context + ", who follows " + job).atMost(PATIENCE).until(() -> isFollowed(survivor, job, killed));
        }
        Set<String> after = running();
        assertThat(jobs(after)).as("%s, still running", context).containsAll(slowJobs);
        assertThat(before).as("%s, containers with their starts", context).containsAll(after);
        open(CountedJobs.SECOND_GATE);
    }

    /** As a bucket does that both have: what the killed server stored is there for the other. */
    private void takeFiles(int number) throws Exception {
        Path killed = folder.resolve("server-" + (number - 1)).resolve("data/blobs");
        Path survivor = folder.resolve("server-" + number).resolve("data/blobs");
        Programs.output(folder, Map.of(), "cp", "-a", killed + "/.", survivor.toString());
    }

    private ServerProcess start(int number) throws Exception {
        return ServerProcess.start(
                Files.createDirectories(folder.resolve("server-" + number)),
                Programs.PATH,
                "--postgres=" + database,
                "--docker=one=" + engines.get(0).address(),
                "--docker=two=" + engines.get(1).address(),
                "--pull=never",
                "--simulate-gpu=NVIDIA L4:24x" + GPUS);
    }

    /** Whether a line that the job printed after the kill is in the store. */
    private static boolean isFollowed(ApiClient api, String job, Instant killed) throws Exception {
        JsonNode lines = api.get("/v1/jobs/" + job + "/logs?limit=500").path("items");
        return !lines.isEmpty()
                && Instant.parse(lines.get(lines.size() - 1).path("created_at").asText())
                        .isAfter(killed);
    }

    /** Which of the slow jobs run: a job, its container, and when and how often that was started. */
    private Set<String> running() throws Exception {
        Set<String> told = new HashSet<>();
        for (TestEngine engine : engines) {
            for (String container : containers(engine)) {
                told.addAll(engine.lines(
                        "inspect",
                        "--format",
                        "{{index .Config.Labels \"dev.jobgrid.job\"}} {{.Id}} {{.State.StartedAt}} {{.RestartCount}}",
                        container));
            }
        }
        return told;
    }

    /** Lets the slow jobs go on. */
    private void open(int gate) throws Exception {
        for (TestEngine engine : engines) {
            for (String container : containers(engine)) {
                engine.lines("exec", container, "touch", "/workspace/gate-" + gate);
            }
        }
    }

    private static List<String> containers(TestEngine engine) throws Exception {
        return engine.lines("ps", "--format", "{{.ID}} {{.Label \"dev.jobgrid.job\"}}").stream()
                .filter(line -> line.contains(" slow"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static List<String> jobs(Set<String> running) {
        return running.stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private Set<String> lines(String... arguments) throws IOException, InterruptedException {
        Set<String> lines = new HashSet<>();
        for (TestEngine engine : engines) {
            lines.addAll(engine.lines(arguments));
        }
        return lines;
    }

    /** A job's end shows before its Engine has let go of it, and what a killed server left is swept once a minute. */
    private void awaitNothingLeft() throws SQLException {
        String ours = "label=dev.jobgrid.grid=" + GridNameRow.in(database);
        await("nothing to be left").atMost(PATIENCE).pollInterval(POLL).untilAsserted(() -> {
            assertThat(lines("ps", "-aq", "--filter", ours)).isEmpty();
            assertThat(lines("volume", "ls", "-q", "--filter", ours)).isEmpty();
        });
    }
}
