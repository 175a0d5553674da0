package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.InTarget;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The requests and curl calls of reference §05, run as they are printed, against the real server. */
class PublishedUploadFlowTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT = """
            import sys
            from pathlib import Path

            words = Path(sys.argv[1]).read_text()
            Path(sys.argv[2]).write_text(words.upper())
            """;

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void theUploadFlowEndsWithTheArtifactsBytes() throws Exception {
        String path = Programs.pathWithPython(folder);
        Programs.require("curl", "the published upload is made with it");
        try (ServerProcess server = ServerProcess.start(folder, path, "--simulate-gpu=NVIDIA L4:24")) {
            String script = upload(server, "transcribe.py", "text/x-python", "script", SCRIPT);
            String audio = upload(server, "audio.ogg", "audio/ogg", "input", "not much of a sound");
            ApiClient api = server.client();
            JsonNode inputs = api.get("/v1/job-inputs").path("inputs");
            assertThat(inputs.findValuesAsText("mount_path"))
                    .containsExactlyInAnyOrder("/workspace/scripts/transcribe.py", "/workspace/inputs/audio.ogg");
            assertThat(inputs.findValuesAsText("ready")).containsOnly("true");
            String draft = Published.text("submit-with-script.json")
                    .replace("inp_script123", script)
                    .replace("inp_audio123", audio);
            String job = api.post("/v1/jobs", object(draft)).path("job_id").asText();
            await("the job to end")
                    .until(() -> Set.of("completed", "failed", "rejected")
                            .contains(api.get("/v1/jobs/" + job).path("status").asText()));
            assertThat(artifact(api, job)).isEqualTo("NOT MUCH OF A SOUND");
        }
    }

    /** What the reference prints, with the names, sizes and secrets of this file in the place of its examples. */
    private String upload(ServerProcess server, String name, String type, String kind, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
        ObjectNode request = (ObjectNode) JSON.readTree(Published.text("create-upload-slot.json"));
        request.put("filename", name).put("content_type", type).put("kind", kind);
        JsonNode slot = server.client()
                .post("/v1/job-inputs", object(request.toString()))
                .path("upload");
        String curls = Published.text("upload-and-complete.sh")
                .replace("transcribe.py", name)
                .replace("text/x-python", type)
                .replace("upload_token", slot.path("token").asText())
                .replace("1234", Integer.toString(text.length()))
                .replace(",\n\"etag\": \"optional-etag\"", "");
        Programs.output(
                folder,
                Map.of(
                        "UPLOAD_URL", slot.path("upload_url").asText(),
                        "COMPLETE_URL", slot.path("complete_url").asText(),
                        "JUNGLE_GRID_API_KEY", server.key()),
                Programs.require("sh", "it runs the published curl calls"),
                "-euc",
                curls);
        return slot.path("input_id").asText();
    }

    private static String artifact(ApiClient api, String job) throws Exception {
        JsonNode artifact = api.get("/v1/jobs/" + job + "/artifacts").at("/artifacts/0");
        String url = api.post(
                        "/v1/jobs/" + job + "/artifacts/"
                                + artifact.path("artifact_id").asText() + "/download",
                        Map.of())
                .path("url")
                .asText();
        try (InputStream bytes = api.open(URI.create(url))) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, ?> object(String json) throws Exception {
        return JSON.readerForMapOf(Object.class).readValue(json);
    }
}
