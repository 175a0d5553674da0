package dev.jobgrid.executor.docker;

import static dev.jobgrid.executor.docker.TestRuns.allLines;
import static dev.jobgrid.executor.docker.TestRuns.exit;
import static dev.jobgrid.executor.docker.TestRuns.firstLine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndTest {
    private static final long MIB = 1L << 20;

    private static DockerExecutorBuilder builder() {
        return TestEngines.executor("ends", TestEngines.plain());
    }

    @Test
    void aProgramThatUsesTooMuchMemoryIsTold() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            RunExit exit = exit(runs.shell("tail /dev/zero"));
            assertThat(exit.cause()).contains(Cause.OUT_OF_MEMORY);
        }
    }

    @Test
    void aContainerThatSomeoneRemovesIsLost() throws Exception {
        try (TestRuns runs = new TestRuns(builder())) {
            Run run = runs.shell("echo ready; sleep 1000");
            firstLine(run);
            TestEngines.api(TestEngines.plain()).remove(new ContainerNames(TestEngines.grid("ends")).name(run.key()));
            assertThat(exit(run).cause()).contains(Cause.WORKER_LOST);
            assertThat(allLines(run)).as("the log ends").isNotNull();
        }
    }

    @Test
    void aDiskWithoutRoomForTheInputsIsTold() throws Exception {
        try (TestRuns runs = new TestRuns(TestEngines.executor("ends", TestEngines.cdi()))) {
            StagedFile large = new StagedFile("/workspace/inputs/large", 200 * MIB, () -> zeros(200 * MIB));
            RunRequest request = runs.request(TestEngines.TINY, List.of(), Command.of("true"));
            Run run = runs.launch(TestRuns.with(request, Map.of(), List.of(large)));
            assertThat(exit(run).cause()).contains(Cause.DISK_FULL);
        }
    }

    private static InputStream zeros(long size) {
        return new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left == 0) {
                    return -1;
                }
                int some = (int) Math.min(left, length);
                java.util.Arrays.fill(bytes, offset, offset + some, (byte) 0);
                left -= some;
                return some;
            }
        };
    }
}
