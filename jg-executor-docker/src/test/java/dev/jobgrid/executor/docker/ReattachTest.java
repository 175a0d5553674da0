package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.testkit.executor.Gates;
import dev.jobgrid.testkit.executor.RunRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReattachTest {
    private static final RunListener DEAF = new RunListener() {
        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {}
    };

    private static final int PARTS = 5;
    private static final int TOGETHER = 8;

    @TempDir
    private Path folder;

    @Test
    void everyLineComesOnceOverManyExecutors() throws Exception {
        readAll(folder, TestEngines.plain(), 30_000, 1_000, 5);
    }

    @Test
    @Tag("stress")
    void everyOneOfAMillionLinesComesOnceOverManyExecutors() throws Exception {
        readAll(folder, TestEngines.plain(), 1_000_000, 10_000, 10);
    }

    /** Each asks the Engine what it remembers of the end: of one that it knows nothing of, the run is lost. */
    @Test
    void foundRunsThatEndTogetherAreAllSeenToEnd() throws Exception {
        Gates gates = new Gates(folder);
        DockerExecutorBuilder builder =
                TestEngines.executor("together", TestEngines.plain()).mount(gates.mount());
        try (TestRuns runs = new TestRuns(builder);
                DockerExecutor next = TestRuns.answered(builder)) {
            List<Run> found = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                Run run = runs.launch(RunRequests.mounting(
                        runs.request(
                                TestEngines.TINY,
                                List.of(),
                                Command.of("sh", "-c", "echo ready; " + Gates.await("end"))),
                        Gates.MOUNT));
                TestRuns.firstLine(run);
                found.add(next.attach(run.key(), DEAF).orElseThrow());
            }

            gates.open("end");

            for (Run run : found) {
                RunExit exit = TestRuns.exit(run);
                assertThat(exit.exitCode()).as("%s", exit).hasValue(0);
            }
        }
    }

    @Test
    void aFoundRunIsSeenToEndByAnEngineThatTellsATimeFromBeforeTheEnd() throws Exception {
        Gates gates = new Gates(folder);
        try (PastTime past = new PastTime(TestEngines.plain());
                TestRuns runs = new TestRuns(
                        TestEngines.executor("past", TestEngines.plain()).mount(gates.mount()));
                DockerExecutor next = TestRuns.answered(TestEngines.executor(
                        "past",
                        DockerEngine.at("plain", past.uri())
                                .gpus(TestEngines.plain().gpus())))) {
            Run run = runs.launch(RunRequests.mounting(
                    runs.request(
                            TestEngines.TINY, List.of(), Command.of("sh", "-c", "echo ready; " + Gates.await("end"))),
                    Gates.MOUNT));
            TestRuns.firstLine(run);
            Run found = next.attach(run.key(), DEAF).orElseThrow();
            await("its start").until(() -> found.logs("", Duration.ZERO).lines().size() == 1);
            past.stop();

            gates.open("end");

            RunExit exit = TestRuns.exit(found);
            assertThat(exit.exitCode()).as("%s", exit).hasValue(0);
            assertThat(past.isStopped()).as("its events were not asked for").isFalse();
        }
    }

    /**
     * Reads numbered lines on two streams, of a program that stops for a moment each so many, and goes on from one fifth of
     * them to the next when there is another executor.
     *
     * @param folder for gates
     * @param reads how often the first executor reads; the next reads twice as often, and so on
     */
    static void readAll(Path folder, DockerEngine engine, int lines, int pace, int reads) throws Exception {
        Gates gates = new Gates(folder);
        DockerExecutorBuilder builder = TestEngines.executor("reattach", engine).mount(gates.mount());
        try (TestRuns runs = new TestRuns(builder)) {
            Run run = runs.launch(RunRequests.mounting(
                    runs.request(TestEngines.BASE, List.of(), Command.of("python3", "-uc", program(lines, pace))),
                    Gates.MOUNT));
            TestRuns.firstLine(run);
            Numbers numbers = new Numbers();
            LogBatch batch = new LogBatch(List.of(), "", false);
            int executors = 0;
            while (!batch.isEnd()) {
                // Like a process that stored what it read, and then died.
                try (DockerExecutor next = TestRuns.answered(builder)) {
                    executors++;
                    Run again = next.attach(run.key(), DEAF).orElseThrow();
                    if (executors < PARTS) {
                        gates.open(Integer.toString(executors));
                    }
                    for (int i = 0; i < reads * executors && !batch.isEnd(); i++) {
                        batch = again.logs(batch.position(), Duration.ofSeconds(1));
                        batch.lines().forEach(numbers::take);
                    }
                }
            }

            assertThat(executors).isGreaterThanOrEqualTo(PARTS - 1);
            assertThat(numbers.err).isEqualTo((lines + 2) / 3 * 3);
            assertThat(numbers.out).isEqualTo(lines % 3 == 0 ? lines + 1 : lines);
        }
    }

    private static String program(int lines, int pace) {
        return "import os, sys, time\n"
                + "for i in range(" + lines + "):\n"
                + "  part = i * " + PARTS + " // " + lines + "\n"
                + "  while part > 0 and not os.path.exists(f'/workspace/mounts/" + Gates.MOUNT + "/{part}'):\n"
                + "    time.sleep(0.05)\n"
                + "  print(i, file=sys.stderr if i % 3 == 0 else sys.stdout)\n"
                + "  if i % " + pace + " == 0: time.sleep(0.1)\n";
    }

    /** The number that each stream has to go on with. */
    private static final class Numbers {
        private int out = 1;
        private int err;

        void take(RawLine line) {
            int number = Integer.parseInt(line.message());
            if (line.stream() == LogStream.STDERR) {
                assertThat(number).isEqualTo(err);
                err += 3;
            } else {
                assertThat(number).isEqualTo(out);
                out += out % 3 == 1 ? 1 : 2;
            }
        }
    }
}
