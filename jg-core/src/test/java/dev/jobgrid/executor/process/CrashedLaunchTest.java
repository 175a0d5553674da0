package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process ends at any moment of a launch: the program still never starts twice, and the run has an end. */
final class CrashedLaunchTest {
    @TempDir
    private Path folder;

    @Test
    void whereverALaunchBreaksOffTheProgramStartsAtMostOnce() throws Exception {
        crash(4);
    }

    @Test
    @Tag("stress")
    void whereverALaunchBreaksOffTheProgramStartsAtMostOnceHoweverOften() throws Exception {
        crash(200);
    }

    private void crash(int times) throws Exception {
        long seed = Long.getLong("jobgrid.test.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < times; i++) {
            long micros = i == 0 ? 0 : random.nextInt(60_000);
            try {
                crash(i, micros);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "launch %d, %d µs after it began, of -Djobgrid.test.seed=%d".formatted(i, micros, seed), e);
            }
        }
    }

    private void crash(int i, long micros) throws Exception {
        Path count = folder.resolve("count-" + i);
        String script = "echo ran >> '" + count + "'; sleep 0.1; exit 5";
        Path runs = folder.resolve("runs-" + i);
        OneRun.child(List.of(), OneRun.places(), runs.toString(), Long.toString(micros), "sh", "-c", script)
                .waitFor();
        try (ProcessExecutor next = OneRun.openShared(runs)) {
            finish(next, script, count, i % 2 == 0);
        }
    }

    private static void finish(ProcessExecutor next, String script, Path count, boolean attaches) throws Exception {
        if (attaches && next.attach(OneRun.KEY, new OneRun()).isEmpty()) {
            assertThat(count).doesNotExist();
            return;
        }
        Run run = next.launch(OneRun.script(script), new OneRun());
        RunExit exit = run.exit(OneRun.LONG).orElseThrow();
        if (exit.cause().isPresent()) {
            assertThat(exit.cause()).contains(Failure.Cause.WORKER_LOST);
            assertThat(starts(count)).isLessThanOrEqualTo(1);
        } else {
            assertThat(exit.exitCode()).hasValue(5);
            assertThat(starts(count)).isEqualTo(1);
        }
        run.remove();
        assertThat(next.workloads()).isEmpty();
    }

    private static int starts(Path count) throws IOException {
        return Files.exists(count) ? Files.readAllLines(count).size() : 0;
    }
}
