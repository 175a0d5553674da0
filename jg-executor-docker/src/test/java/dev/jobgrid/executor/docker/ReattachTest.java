package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.RawLine;
import dev.jobgrid.spi.Run;
import dev.jobgrid.spi.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReattachTest {
    private static final int LINES = 30_000;
    private static final RunListener DEAF = new RunListener() {
        @Override
        public void phase(ExecutionPhase phase, String message) {}

        @Override
        public void started(Instant at) {}
    };

    private static DockerExecutorBuilder builder() {
        return TestEngines.executor("reattach", TestEngines.plain());
    }

    @Test
    void everyLineComesOnceOverManyExecutors() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run = runs.launch(runs.request(
                    TestEngines.BASE,
                    List.of(),
                    dev.jobgrid.job.Command.of(
                            "python3",
                            "-uc",
                            "import sys, time\n"
                                    + "for i in range(" + LINES + "):\n"
                                    + "  print(i, file=sys.stderr if i % 3 == 0 else sys.stdout)\n"
                                    + "  if i % 1000 == 0: time.sleep(0.1)\n")));
            TestRuns.firstLine(run);
            List<RawLine> read = new ArrayList<>();
            LogBatch batch = new LogBatch(List.of(), "", false);
            int executors = 0;
            while (!batch.isEnd()) {
                // Like a process that stored what it read, and then died.
                try (DockerExecutor next = builder().build()) {
                    executors++;
                    Run again = next.attach(run.key(), DEAF).orElseThrow();
                    for (int i = 0; i < 10 * executors && !batch.isEnd(); i++) {
                        batch = again.logs(batch.position(), Duration.ofSeconds(1));
                        read.addAll(batch.lines());
                    }
                }
            }

            assertThat(executors).isGreaterThan(3);
            assertThat(numbers(read, LogStream.STDOUT))
                    .isEqualTo(IntStream.range(0, LINES)
                            .filter(i -> i % 3 != 0)
                            .boxed()
                            .toList());
            assertThat(numbers(read, LogStream.STDERR))
                    .isEqualTo(IntStream.range(0, LINES)
                            .filter(i -> i % 3 == 0)
                            .boxed()
                            .toList());
        }
    }

    private static List<Integer> numbers(List<RawLine> lines, LogStream stream) {
        return lines.stream()
                .filter(line -> line.stream() == stream)
                .map(line -> Integer.valueOf(line.message()))
                .toList();
    }
}
