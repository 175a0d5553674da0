package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.RawLine;
import dev.jobgrid.spi.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that are over as soon as they have begun, with a reader that asks all the time. */
class ShortRunTest {
    private static final int AT_ONCE = 4;

    @Test
    void theLinesOfAProgramThatEndsAtOnceAreRead() throws Exception {
        readAll(12);
    }

    @Test
    @Tag("stress")
    void theLinesOfManyProgramsThatEndAtOnceAreRead() throws Exception {
        readAll(Integer.getInteger("short.runs", 400));
    }

    private static void readAll(int count) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
        try (TestRuns runs = new TestRuns(TestEngines.executor("short", TestEngines.plain()))) {
            List<Future<List<String>>> read = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String script = "echo out " + i + "; echo err " + i + " >&2";
                read.add(readers.submit(() -> {
                    Run run = runs.shell(script);
                    List<String> lines = lines(run);
                    assertThat(TestRuns.exit(run).exitCode()).hasValue(0);
                    run.remove();
                    return lines;
                }));
            }
            for (int i = 0; i < count; i++) {
                assertThat(read.get(i).get())
                        .as("lines of run %d", i)
                        .containsExactlyInAnyOrder("out " + i, "err " + i);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    private static List<String> lines(Run run) throws Exception {
        List<String> lines = new ArrayList<>();
        LogBatch batch = new LogBatch(List.of(), "", false);
        while (!batch.isEnd()) {
            batch = run.logs(batch.position(), Duration.ZERO);
            batch.lines().stream().map(RawLine::message).forEach(lines::add);
        }
        return lines;
    }
}
