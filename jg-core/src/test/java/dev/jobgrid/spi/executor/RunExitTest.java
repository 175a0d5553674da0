package dev.jobgrid.spi.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Failure.Cause;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunExitTest {
    @Test
    void aSummaryEndsWithOneFullStop() {
        for (String summary : List.of("The run is gone", "The run is gone.")) {
            assertThat(RunExit.broken(Cause.WORKER_LOST, summary, Instant.EPOCH).summary())
                    .isEqualTo("The run is gone.");
        }
    }

    @Test
    void whatIsCutOrEmptyStaysSo() {
        assertThat(RunExit.broken(Cause.WORKER_LOST, "A long story…", Instant.EPOCH)
                        .summary())
                .isEqualTo("A long story…");
        assertThat(RunExit.exited(0, Instant.EPOCH).summary()).isEmpty();
    }
}
