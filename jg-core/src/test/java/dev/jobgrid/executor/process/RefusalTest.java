package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.RunExit;
import org.junit.jupiter.api.Test;

final class RefusalTest {
    @Test
    void aSupervisorThatCouldNotBeForkedIsCertainlyTheHostsFault() {
        RunExit exit = Refusal.ofSupervisor("setsid: fork: Resource temporarily unavailable")
                .exit();
        assertThat(exit.nodeFault()).isTrue();
        assertThat(exit.cause()).isEmpty();
        assertThat(exit.summary()).contains("fork", "raise the limit");
    }

    @Test
    void aSupervisorThatDidNotStartForAnotherReasonIsTheHostsFaultUnlessOthersStart() {
        RunExit exit = Refusal.ofSupervisor("sh: 143: cannot create /sys/fs/cgroup/x/cgroup.procs: Permission denied")
                .exit();
        assertThat(exit.nodeFault()).isTrue();
        assertThat(exit.cause()).contains(Failure.Cause.INTERNAL);
        assertThat(exit.summary()).contains("did not start", "Permission denied");
        assertThat(Refusal.ofSupervisor("").exit().summary())
                .isEqualTo("the process that looks after the program did not start.");
    }
}
