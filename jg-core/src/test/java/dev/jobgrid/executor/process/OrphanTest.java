package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrphanTest {
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir
    private Path folder;

    @Test
    void whoIsOverAndStaysListedShowsThatNobodyCares() throws Exception {
        assumeTrue(HostProcess.isReadable(), "this host does not tell of its processes");
        // The shell becomes a program that waits for no child.
        Path gate = folder.resolve("gate");
        String script = "(until [ -e '" + gate + "' ]; do sleep 0.01; done) & echo $!; exec sleep 1000";
        Process careless = new ProcessBuilder("sh", "-c", script).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(careless.getInputStream(), StandardCharsets.UTF_8))) {
            long pid = Long.parseLong(out.readLine());
            Path words = Path.of("/proc", Long.toString(careless.pid()), "cmdline");
            while (!Files.readString(words).startsWith("sleep")) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            Files.createFile(gate);
            while (HostProcess.find(pid).isPresent()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            long start = HostProcess.listed(pid).orElseThrow().start();

            assertThat(new Orphan(pid, start, LONG).isCaredFor()).isTrue();
            Orphan left = new Orphan(pid, start, Duration.ZERO);
            assertThat(left.isCaredFor()).isFalse();
            assertThat(new Orphan(pid, start - 1, Duration.ZERO).isCaredFor()).isTrue();
        } finally {
            careless.destroyForcibly().waitFor();
        }
    }

    @Test
    void whoIsNotListedAnyMoreWasCaredForWhateverComesAfter() throws Exception {
        Process child = new ProcessBuilder("true").start();
        child.waitFor();
        assertThat(new Orphan(child.pid(), 1, Duration.ZERO).isCaredFor()).isTrue();
    }
}
