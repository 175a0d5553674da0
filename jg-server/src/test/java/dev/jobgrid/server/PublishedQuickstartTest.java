package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.testkit.InTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The TypeScript of reference §03, run as it is printed, against the real server. */
class PublishedQuickstartTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The published text ends when the job has only just been taken: wait for its end, and fetch what it left. */
    private static final String UNTIL_THE_ARTIFACT = """

            let now = status;
            while (!["completed", "failed", "rejected", "cancelled"].includes(now.status)) {
              await new Promise((resolve) => setTimeout(resolve, 50));
              now = await jungle("/v1/jobs/" + submitted.job_id);
            }
            const listed = await jungle("/v1/jobs/" + submitted.job_id + "/artifacts");
            const one = "/v1/jobs/" + submitted.job_id + "/artifacts/" + listed.artifacts[0].artifact_id;
            const link = await jungle(one + "/download", { method: "POST" });
            const bytes = await (await fetch(link.url)).text();
            console.log(JSON.stringify({ estimate, submitted, events, logs, artifacts, now, bytes }));
            """;

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void theTypeScriptQuickstartEndsWithTheArtifactsBytes() throws Exception {
        quickstart(Programs.pathWithPython(folder));
    }

    /** The image that it names has to be on the Engine, or be fetched by it. */
    @Test
    void theTypeScriptQuickstartRunsInAContainer() throws Exception {
        TestEngine engine = TestEngine.require(folder);
        quickstart(Programs.PATH, "--docker=" + engine.address());
    }

    private void quickstart(String path, String... options) throws Exception {
        String node = Programs.require("node", "it runs the published quickstart");
        String[] all = Stream.concat(Stream.of("--simulate-gpu=NVIDIA L4:24"), Stream.of(options))
                .toArray(String[]::new);
        Path script = folder.resolve("quickstart.mjs");
        Files.writeString(script, withoutTypes(Published.text("quickstart.ts")) + UNTIL_THE_ARTIFACT);
        try (ServerProcess server = ServerProcess.start(folder, path, all)) {
            JsonNode seen = JSON.readTree(Programs.output(
                    folder,
                    Map.of("JUNGLE_GRID_API", server.url().toString(), "JUNGLE_GRID_API_KEY", server.key()),
                    node,
                    script.toString()));
            assertThat(seen.at("/bytes").asText()).isEqualTo("done");
            assertThat(seen.at("/now/status").asText()).isEqualTo("completed");
            assertThat(seen.at("/estimate/available").asBoolean()).isTrue();
            assertThat(seen.at("/estimate/likely_gpu_type").asText()).isEqualTo("NVIDIA L4 (simulated)");
            assertThat(seen.at("/submitted/status").asText()).isEqualTo("queued");
            assertThat(seen.at("/events/items/0/job_id")).isEqualTo(seen.at("/submitted/job_id"));
            assertThat(seen.at("/logs/items").isArray()).isTrue();
            assertThat(seen.at("/artifacts/artifacts").isArray()).isTrue();
        }
    }

    /** Node 20 reads no types. Each of those that are printed is named here, and taken out where it stands. */
    private static String withoutTypes(String typescript) {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("jungle<T>(path: string, init: RequestInit = {}): Promise<T>", "jungle(path, init = {})");
        types.put("return data as T;", "return data;");
        types.put("jungle<{ job_id: string; status: string }>(", "jungle(");
        String text = typescript;
        for (Map.Entry<String, String> type : types.entrySet()) {
            assertThat(text).containsOnlyOnce(type.getKey());
            text = text.replace(type.getKey(), type.getValue());
        }
        return text;
    }
}
