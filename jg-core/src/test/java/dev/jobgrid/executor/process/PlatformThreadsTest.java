package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred programs run at a time. */
final class PlatformThreadsTest {
    private static final int RUNS = 200;

    @TempDir
    private Path folder;

    /** Counts the starts. */
    private record Starts(CountDownLatch left) implements RunListener {
        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {
            left.countDown();
        }
    }

    @Test
    void aProgramThatRunsTakesNoThreadOfThePlatforms() throws Exception {
        try (ProcessExecutor executor = OneRun.openShared(folder)) {
            Starts starts = new Starts(new CountDownLatch(RUNS));
            long before = threads();
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                runs.add(executor.launch(request("job-" + i), starts));
            }
            assertThat(starts.left().await(2, TimeUnit.MINUTES)).isTrue();
            List<Run> over = new ArrayList<>();
            for (Run run : runs) {
                run.exit(Duration.ZERO).ifPresent(exit -> over.add(run));
            }

            long now = threads();

            for (Run run : runs) {
                run.stop(Duration.ZERO);
            }
            for (Run run : runs) {
                run.exit(Duration.ofMinutes(2));
                run.remove();
            }
            assertThat(over).isEmpty();
            // A JVM without virtual threads that wait in locks has one for each run, and none for its process.
            long most = Runtime.version().feature() >= 24 ? RUNS / 4 : RUNS + RUNS / 4;
            assertThat(now - before).as("threads of %d programs that run", RUNS).isLessThan(most);
        }
    }

    /** Those of the platform. What has waited for a process that is over, and waits for another now, is called by its pid. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().equals("process reaper"))
                .count();
    }

    private static RunRequest request(String job) {
        RunRequest plain = OneRun.script("exec sleep 1000");
        return new RunRequest(
                new RunKey(new JobRef(WorkspaceId.DEFAULT, new JobId(job)), 1),
                plain.image(),
                plain.command(),
                plain.environment(),
                plain.files(),
                OneRun.placement(true, "GPU-" + job),
                plain.timeout());
    }
}
