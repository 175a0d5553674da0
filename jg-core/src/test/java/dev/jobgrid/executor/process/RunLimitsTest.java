package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class RunLimitsTest {
    @Test
    void aLimitThatNoProgramCouldRunWithIsRefused() {
        assertThat(RunLimits.NONE.withMemoryBytes(6 << 20).withProcesses(1).processes())
                .hasValue(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunLimits.NONE.withMemoryBytes((6 << 20) - 1))
                .withMessageContaining("memoryBytes is 6291455, 6291456 or more is allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunLimits.NONE.withProcesses(0))
                .withMessageContaining("processes is 0, 1 or more is allowed");
    }
}
