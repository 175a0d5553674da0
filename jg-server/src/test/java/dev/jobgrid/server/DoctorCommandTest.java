package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void anEngineIsDescribed() throws Exception {
        // The one with GPUs: without any, no job could run.
        TestEngine engine = TestEngine.requireOther(folder);
        String version = engine.lines("version", "--format", "{{.Server.Version}}")
                .iterator()
                .next();
        assertThat(doctor("--docker=" + engine.address()))
                .contains("ok       Java")
                .contains(folder.resolve("data").toString())
                .contains("Docker " + version + " at " + engine.address())
                .containsPattern("images +\\d+: ")
                .containsPattern("ok +GPUs");
    }

    @Test
    void podmanIsNamed() throws Exception {
        TestEngine podman = TestEngine.requirePodman(folder);
        String version = podman.lines("version", "--format", "{{.Server.Version}}")
                .iterator()
                .next();
        // It has no GPU that can be detected.
        assertThatThrownBy(() -> doctor("--docker=" + podman.address()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ok       Engine    Podman " + version + " at " + podman.address())
                .hasMessageContaining("runtimes runc;")
                .hasMessageContaining("nvidia-ctk cdi generate")
                .hasMessageContaining("missing  GPUs");
    }

    @Test
    void whatIsMissingIsToldWithTheWayOut() {
        assertThatThrownBy(() -> doctor("--docker=unix://" + folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("missing  Engine")
                .hasMessageContaining("Install Docker Engine");
    }

    @Test
    void anAddressThatIsNoneIsAMistakeOfTheCaller() {
        assertThatThrownBy(() -> doctor("--docker=nowhere"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit code 2")
                .hasMessageContaining("unix:///PATH");
    }

    private String doctor(String... options) throws Exception {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "doctor";
        arguments[1] = "--data=" + folder.resolve("data");
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Programs.output(folder, Map.of(), JgLine.of("64m", arguments));
    }
}
