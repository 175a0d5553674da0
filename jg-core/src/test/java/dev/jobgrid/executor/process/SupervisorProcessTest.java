package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorProcessTest {
    @TempDir
    private Path folder;

    @Test
    void aSessionThatGotTheNumberOfOneThatIsGoneIsLeftAlone() throws Exception {
        assumeTrue(HostProcess.isReadable(), "this host does not tell of its processes");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "this host has no setsid");
        Process other = new ProcessBuilder("/usr/bin/setsid", "sleep", "1000").start();
        try {
            HostProcess leader = HostProcess.find(other.pid()).orElseThrow();
            SupervisorProcess gone =
                    new SupervisorProcess(other.pid(), Optional.of(leader.start() - 100), Instant.now());

            gone.killOrphans(new RunFolder(OneRun.KEY, folder));

            assertThat(other.waitFor(0, TimeUnit.SECONDS)).isFalse();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }
}
