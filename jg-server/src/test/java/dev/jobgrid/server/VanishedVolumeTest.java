package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
                "away",
                false,
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
                    "unmounted",
                    true,
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

    /** @param isLong whether it is away for so long that this is reported: half a minute */
    private void survive(String how, boolean isLong, Step unmount, Step mount) throws Exception {
        Path gate = folder.resolve("gate");
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, "--simulate-gpu=NVIDIA L4:24");
                Readiness health = new Readiness(server, "volume-" + how)) {
            ApiJobs jobs = server.jobs();
            jobs.submitGated("first", gate);
            await("the first job to print").until(() -> jobs.lines("first").contains("began"));
            jobs.submit("second", "[ -e \"$0\" ] && echo after", gate.toString());

            unmount.run();
            await("health to say so").until(() -> {
                String now = health.ask();
                return now.startsWith("503") && now.contains("is not there");
            });
            if (isLong) {
                await("the run to be waited for")
                        .until(() -> jobs.eventTypes("first").contains("job.worker_unreachable"));
            }
            mount.run();
            await("the node to be back").until(() -> health.ask().startsWith("200"));

            Files.createFile(gate);
            await("both jobs to end").untilAsserted(() -> {
                assertThat(jobs.status("first")).isEqualTo("completed");
                assertThat(jobs.status("second")).isEqualTo("completed");
            });
            assertThat(jobs.lines("first")).containsExactly("began", "ended");
            assertThat(jobs.lines("second")).containsExactly("after");
            for (String job : List.of("first", "second")) {
                assertThat(jobs.eventTypes(job)).doesNotContain("job.requeued", "job.node_fault");
                assertThat(jobs.retries(job)).isZero();
            }
        }
    }
}
