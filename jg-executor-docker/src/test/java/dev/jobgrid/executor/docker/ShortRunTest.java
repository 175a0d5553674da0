package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Programs that are over as soon as they have begun, with a reader that asks all the time. What it reads is held against the
 * Engine's own log: that of a busy Engine can itself miss a line of such a program.
 */
class ShortRunTest {
    private static final int AT_ONCE = 4;
    static final int MANY = Integer.getInteger("short.runs", 400);
    static final String WHOLE = "runs of which the Engine kept all";

    @Test
    void theLinesOfAProgramThatEndsAtOnceAreRead() throws Exception {
        assertThat(readAll(TestEngines.plain(), 12)).as(WHOLE).isPositive();
    }

    @Test
    @Tag("stress")
    void theLinesOfManyProgramsThatEndAtOnceAreRead() throws Exception {
        assertThat(readAll(TestEngines.plain(), MANY)).as(WHOLE).isGreaterThan(MANY / 2);
    }

    /** Of how many runs the Engine kept all lines. */
    static int readAll(DockerEngine engine, int count) throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
        try (TestRuns runs = new TestRuns(TestEngines.executor("short", engine))) {
            List<Future<Reading>> read = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String script = "echo out " + i + "; echo err " + i + " >&2";
                read.add(readers.submit(() -> {
                    Run run = runs.shell(script);
                    List<String> live = lines(run);
                    assertThat(TestRuns.exit(run).exitCode()).hasValue(0);
                    Reading reading = new Reading(live, lines(run));
                    run.remove();
                    return reading;
                }));
            }
            int whole = 0;
            for (int i = 0; i < count; i++) {
                Reading reading = read.get(i).get();
                assertThat(reading.live()).as("lines of run %d", i).containsExactlyInAnyOrderElementsOf(reading.kept());
                assertThat(reading.kept()).isSubsetOf("out " + i, "err " + i);
                whole += reading.kept().size() == 2 ? 1 : 0;
            }
            return whole;
        } finally {
            readers.shutdownNow();
        }
    }

    /**
     * The lines of a run.
     *
     * @param live as read while it ran
     * @param kept as the Engine has them when it is over
     */
    private record Reading(List<String> live, List<String> kept) {}

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
