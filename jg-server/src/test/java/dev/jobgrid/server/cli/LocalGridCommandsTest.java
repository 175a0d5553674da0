package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.GridSettings;
import dev.jobgrid.server.GridServer;
import dev.jobgrid.server.ServerSettings;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalGridCommandsTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private JgRun jg(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = arguments[0];
        all[1] = "--data=" + folder.resolve("data");
        System.arraycopy(arguments, 1, all, 2, arguments.length - 1);
        return JgRun.of(Map.of("XDG_CONFIG_HOME", folder.toString()), all);
    }

    @Test
    void aJobRunsOnAFolderWithoutAServer() {
        JgRun none = jg("jobs");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("no data folder");

        JgRun run = jg("run", "--simulate-gpu", "NVIDIA L4:24", "busybox", "--", "sh", "-c", "echo here; exit 4");
        assertThat(run.code()).as(run.err()).isEqualTo(4);
        assertThat(run.out()).isEqualTo("here\n");

        String id = jg("jobs", "-o", "name").out().strip();
        assertThat(jg("status", id).out()).contains("failed");
        assertThat(jg("logs", id).out()).isEqualTo("here\n");
        assertThat(jg("whoami").out()).contains("owner");

        JgRun submitted = jg("submit", "--simulate-gpu", "NVIDIA L4:24", "busybox", "--", "true");
        assertThat(submitted.code()).as(submitted.err()).isZero();
        assertThat(jg("queue", "-o", "name").out()).isEqualTo(submitted.out());
        assertThat(jg("wait", "--simulate-gpu", "NVIDIA L4:24", submitted.out().strip())
                        .code())
                .isZero();
    }

    @Test
    void aFolderOnWhichAServerRunsIsSaidWithTheWayOut() throws IOException {
        try (GridServer server = GridServer.start(
                new ServerSettings(
                        folder.resolve("data"),
                        "127.0.0.1",
                        0,
                        List.of(),
                        true,
                        GridSettings.DEFAULT,
                        Optional.empty()),
                Jg::serve)) {
            JgRun refused = jg("jobs");

            assertThat(server.url()).isNotNull();
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err().lines()).hasSize(1);
            assertThat(refused.err()).contains("in use", "--server URL", "jg keys create");
        }
    }
}
