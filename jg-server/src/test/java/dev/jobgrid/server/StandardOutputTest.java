package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nobody gets what a command prints. */
class StandardOutputTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void aCommandWhoseOutputFindsNoSpaceFailsAndSaysSo() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full, which has no space for what is written to it");
        for (List<String> line : List.of(
                List.of("--version"), List.of("context", "list", "-o", "json"), List.of("completion", "bash"))) {
            Process jg = jg(Redirect.to(full.toFile()), line);

            assertThat(jg.waitFor()).as("%s", line).isEqualTo(1);
            assertThat(errors())
                    .isEqualTo("jg: the output could not be written: No space left on device" + System.lineSeparator());
        }
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFailure() throws Exception {
        Process jg = jg(Redirect.PIPE, List.of("completion", "bash"));
        jg.getInputStream().close();

        assertThat(jg.waitFor()).isZero();
        assertThat(errors()).isEmpty();
    }

    private Process jg(Redirect out, List<String> line) throws IOException {
        ProcessBuilder jg = Programs.child(JgLine.of("64m", line.toArray(String[]::new)))
                .redirectOutput(out)
                .redirectError(folder.resolve("err").toFile());
        jg.environment().put("XDG_CONFIG_HOME", folder.toAbsolutePath().toString());
        return jg.start();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
