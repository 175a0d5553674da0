package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.TestSeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Kills the real server at random moments while jobs are taken, run and finished in real containers. */
class KilledDockerServerTest {
    private static final int JOBS = 6;
    private static final int LATEST_MILLIS = 2_500;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String grid = "grid-" + UUID.randomUUID();

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    @Test
    void aKillLosesNothingRepeatsNothingAndLeavesNothing() throws Exception {
        survive(1);
    }

    @Test
    @Tag("nightly")
    void fiveKillsLoseNothingRepeatNothingAndLeaveNothing() throws Exception {
        survive(5);
    }

    @Test
    @Tag("stress")
    void aHundredKillsLoseNothingRepeatNothingAndLeaveNothing() throws Exception {
        survive(Integer.getInteger("kill.count", 100));
    }

    private void survive(int kills) throws Exception {
        TestEngine engine = TestEngine.require(folder);
        // As a server of before left it.
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/grid-name"), grid + "\n");
        Random random = new Random(TestSeed.get());
        try (Tally tally = EventTally.of(List.of(engine), folder)) {
            ServerProcess server = start(engine);
            try {
                for (int round = 1; round <= kills; round++) {
                    // Jobs of others on the Engine are told by theirs.
                    String prefix = "d" + UUID.randomUUID() + "-";
                    String context = "kill " + round + ", " + TestSeed.repeat(KilledDockerServerTest.class);
                    try (CountedJobs jobs = new CountedJobs(context, prefix, tally)) {
                        jobs.submit(server.client(), JOBS);
                        TimeUnit.MILLISECONDS.sleep(random.nextInt(LATEST_MILLIS));
                        server.kill();
                        server = start(engine);
                        jobs.checkAll(server.client());
                    }
                    awaitNothingLeft(engine);
                }
                takesAllGpus(server);
                awaitNothingLeft(engine);
                assertThat(folder.resolve("data/grid-name")).doesNotExist();
            } finally {
                server.close();
            }
        }
    }

    private ServerProcess start(TestEngine engine) throws Exception {
        return ServerProcess.start(
                folder,
                Programs.PATH,
                "--docker=" + engine.address(),
                "--pull=never",
                "--simulate-gpu=NVIDIA L4:24x" + JOBS);
    }

    /** A job's end shows before its Engine has let go of it, and what a killed server left is swept once a minute. */
    private void awaitNothingLeft(TestEngine engine) {
        String ours = "label=dev.jobgrid.grid=" + grid;
        await("nothing to be left").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(engine.lines("ps", "-aq", "--filter", ours)).isEmpty();
            assertThat(engine.lines("volume", "ls", "-q", "--filter", ours)).isEmpty();
        });
    }

    /** Runs only if no earlier run holds any. */
    private static void takesAllGpus(ServerProcess server) throws Exception {
        String job = server.client()
                .post(
                        "/v1/jobs",
                        Map.of(
                                "name",
                                "all",
                                "image",
                                TestEngine.TINY,
                                "workload_type",
                                "batch",
                                "gpu_count",
                                JOBS,
                                "command",
                                List.of("true")))
                .path("job_id")
                .asText();
        await("the GPUs to be free")
                .atMost(PATIENCE)
                .until(() -> server.client()
                        .get("/v1/jobs/" + job)
                        .path("status")
                        .asText()
                        .equals("completed"));
    }
}
