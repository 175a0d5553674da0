package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.spi.executor.Run;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What containers print takes a bounded part of their Engine's disk. */
class EngineLogTest {
    private static final int LINES = 40_000;

    @Test
    void noLineIsLostWhenAnEngineBeginsANewFileForALogThatIsRead() throws Exception {
        DockerExecutorBuilder builder =
                TestEngines.executor("turned", TestEngines.plain()).engineLogBytes(1 << 20);
        try (TestRuns runs = new TestRuns(builder)) {
            // Some five megabytes of what the Engine keeps for them.
            Run run = runs.shell("i=0; while [ $i -lt " + LINES + " ]; do i=$((i+1)); echo line $i;"
                    + " [ $((i % 500)) -gt 0 ] || sleep 0.05; done");

            assertThat(TestRuns.lines(run))
                    .isEqualTo(IntStream.rangeClosed(1, LINES)
                            .mapToObj(i -> "line " + i)
                            .toList());
        }
    }
}
