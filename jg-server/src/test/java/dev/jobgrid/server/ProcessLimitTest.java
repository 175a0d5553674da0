package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.testkit.InTarget;
import dev.jobgrid.testkit.PidsGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
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
                Readiness health = new Readiness(server, "limit-of-processes")) {
            group.add(server.pid());
            ApiJobs jobs = server.jobs();
            submit(jobs, 0);
            await("the first job to end").atMost(PATIENCE).until(() -> isOver(jobs, 0));

            // Less than ten programs take to start; the server's own threads are among them.
            group.limit(group.size() + 12);
            for (int i = 1; i < JOBS; i++) {
                int number = i;
                await("a job to be taken")
                        .atMost(PATIENCE)
                        .ignoreException(IOException.class)
                        .until(() -> isTaken(jobs, number));
            }
            await("health to tell of it")
                    .atMost(PATIENCE)
                    .ignoreException(IOException.class)
                    .until(() -> health.ask().contains("raise the limit"));

            group.lift();
            for (int i = 0; i < JOBS; i++) {
                int number = i;
                await("the end of a job").atMost(PATIENCE).until(() -> isOver(jobs, number));
                JsonNode events = jobs.events("job-" + number);
                assertThat(jobs.status("job-" + number)).as(events.toString()).isEqualTo("completed");
                assertThat(jobs.eventTypes("job-" + number))
                        .as(events.toString())
                        .containsOnlyOnce("job.running");
            }
        }
    }

    private static boolean isTaken(ApiJobs jobs, int number) throws IOException, InterruptedException {
        submit(jobs, number);
        return true;
    }

    private static boolean isOver(ApiJobs jobs, int number) throws IOException, InterruptedException {
        return Set.of("completed", "failed").contains(jobs.status("job-" + number));
    }

    /** Again, it is the same job, or refused; the first answer may have been lost. */
    private static void submit(ApiJobs jobs, int number) throws IOException, InterruptedException {
        try {
            jobs.submit("job-" + number, "echo ran");
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains(" 409 ")) {
                throw e;
            }
        }
    }
}
