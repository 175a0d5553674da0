package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Command;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.RawLine;
import dev.jobgrid.spi.Run;
import dev.jobgrid.spi.RunListener;
import dev.jobgrid.testkit.executor.Gates;
import dev.jobgrid.testkit.executor.RunRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
