package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.InTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/http.md, run by a shell as they are printed. */
class CurlQuickstartTest {
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void theCommandsOfTheDocumentEndWithTheArtifactsBytes() throws Exception {
        Programs.require("curl", "it runs the commands of docs/http.md");
        String block = BLOCK.matcher(Files.readString(Path.of("../docs/http.md")))
                .results()
                .map(result -> result.group(1))
                .filter(text -> text.contains("draft="))
                .findFirst()
                .orElseThrow();
        Path script = Files.writeString(folder.resolve("quickstart.sh"), "set -eu\n" + block);
        try (ServerProcess server = ServerProcess.start(folder, Programs.PATH, "--simulate-gpu=NVIDIA L4:24")) {
            String printed = Programs.output(
                    folder,
                    Map.of("JUNGLE_GRID_API", server.url().toString(), "JUNGLE_GRID_API_KEY", server.key()),
                    "sh",
                    script.toString());

            assertThat(printed)
                    .contains("\"can_submit\":true", "data: {\"entry_id\":1", "\"status\":\"completed\"")
                    .endsWith("done\n");
        }
    }
}
