package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobFlowTest {
    private static GridServer server;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aJobGoesFromEstimateToTheBytesOfItsArtifact() throws Exception {
        JsonNode estimate =
                server.post("/v1/jobs/estimate", key, GridServer.JOB).is(200).json();
        assertThat(estimate.get("available").asBoolean()).isTrue();

        String id = server.finishedJob(key);
        JsonNode status = server.get("/v1/jobs/" + id, key).is(200).json();
        assertThat(status.get("status").asText()).isEqualTo("completed");
        assertThat(server.get("/v1/jobs/" + id + "/events", key).is(200).json().get("items"))
                .isNotEmpty();
        JsonNode logs = server.get("/v1/jobs/" + id + "/logs?tail=100&stream=all", key)
                .is(200)
                .json();
        assertThat(logs.get("items").findValuesAsText("message")).containsExactly("hello", "world");
        assertThat(server.get("/v1/jobs/" + id + "/runtime", key)
                        .is(200)
                        .json()
                        .get("exit_code")
                        .asInt())
                .isZero();

        String url = server.downloadUrl(id, "result.txt", key);
        Answer file = server.get(url, "");
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.bytes()).isEqualTo(GridServer.ARTIFACT);
    }

    @Test
    void anUploadedScriptCanBeUsedByAJob() {
        byte[] script = "print('hi')".getBytes(StandardCharsets.UTF_8);
        JsonNode slot = server.post(
                        "/v1/job-inputs",
                        key,
                        "{\"filename\":\"run.py\",\"content_type\":\"text/x-python\",\"kind\":\"script\"}")
                .is(201)
                .json()
                .get("upload");
        assertThat(slot.get("upload_url").asText()).startsWith(server.url() + "/v1/blobs/inputs/default/");
        assertThat(slot.get("complete_url").asText())
                .isEqualTo(
                        server.url() + "/v1/job-inputs/" + slot.get("input_id").asText() + "/complete");

        Answer put = server.put(slot.get("upload_url").asText(), script).is(200);
        assertThat(put.bytes()).isEmpty();
        Answer done = server.post(
                slot.get("complete_url").asText(),
                key,
                "{\"token\":\"" + slot.get("token").asText() + "\",\"filename\":\"run.py\",\"size_bytes\":"
                        + script.length + ",\"etag\":"
                        + put.header("ETag").replace("\"", "\\\"").transform(e -> "\"" + e + "\"") + "}");
        assertThat(done.is(200).json().get("ready").asBoolean()).isTrue();
        assertThat(server.get("/v1/job-inputs", key)
                        .is(200)
                        .json()
                        .get("inputs")
                        .findValuesAsText("mount_path"))
                .contains("/workspace/scripts/run.py");

        String draft = GridServer.JOB.replace(
                "\"model_size_gb\"",
                "\"script_files\":[{\"input_id\":\"" + slot.get("input_id").asText() + "\"}],\"model_size_gb\"");
        server.post("/v1/jobs", key, draft).is(202);
        server.put(slot.get("upload_url").asText(), script).isError(409, "CONFLICT");
    }

    @Test
    void theSameIdempotencyKeyGetsTheFirstAnswer() {
        Answer first = submit("key-1", GridServer.JOB).is(202);
        Answer second = submit("key-1", GridServer.JOB).is(202);

        assertThat(second.json().get("job_id")).isEqualTo(first.json().get("job_id"));
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void aSubmitWarnsOfWhatItIgnoresAsItsEstimateDoes() {
        String draft = GridServer.JOB.replace(
                "\"model_size_gb\"",
                "\"timeout_secnds\": 5, \"callback_url\": \"http://localhost:1/done\", \"model_size_gb\"");

        JsonNode taken = server.post("/v1/jobs", key, draft).is(202).json();
        JsonNode estimate = server.post("/v1/jobs/estimate", key, draft).is(200).json();
        JsonNode agents = server.post("/v1/mcp/jobs", key, draft).is(202).json();

        assertThat(taken.get("warnings")).isEqualTo(estimate.get("warnings")).isEqualTo(agents.at("/data/warnings"));
        assertThat(taken.get("warnings")).hasSize(2);
        assertThat(taken.get("warnings").get(0).asText()).contains("timeout_secnds", "did you mean 'timeout_seconds'?");
        assertThat(taken.get("warnings").get(1).asText()).contains("callback_url", "this grid sends no callbacks");
        assertThat(server.post("/v1/jobs", key, GridServer.JOB).is(202).json().get("warnings"))
                .isEmpty();
        JsonNode batch = server.post("/v1/jobs/batch", key, "{\"jobs\":[" + GridServer.JOB + "," + draft + "]}")
                .is(202)
                .json();
        assertThat(batch.at("/jobs/0/warnings")).isEmpty();
        assertThat(batch.at("/jobs/1/warnings")).isEqualTo(taken.get("warnings"));
    }

    @Test
    void aRefusalForWantOfAGpuSaysWhatToWrite() {
        String draft = "{\"name\": \"demo\", \"image\": \"acme/app:1\", \"workload_type\": \"batch\"}";

        assertThat(server.post("/v1/jobs", key, draft)
                        .isError(422, "ACCELERATOR_REQUIREMENT_UNSPECIFIED")
                        .message())
                .contains("gpu_count: 1");
        assertThat(server.post("/v1/jobs/batch", key, "{\"jobs\":[" + draft + "]}")
                        .isError(422, "ACCELERATOR_REQUIREMENT_UNSPECIFIED")
                        .message())
                .contains("jobs[0]: ", "gpu_count: 1");
        server.post("/v1/jobs", key, draft.replace("batch", "training")).is(202);
        server.post("/v1/jobs", key, draft.replace("{", "{\"requires_gpu\": true, "))
                .is(202);
        server.post("/v1/jobs", key, draft.replace("batch", "training").replace("{", "{\"requires_gpu\": false, "))
                .isError(422, "CPU_ONLY_WORKLOAD_UNSUPPORTED");
    }

    @Test
    void aBatchHasABound() {
        String drafts = String.join(",", Collections.nCopies(1001, GridServer.JOB));

        assertThat(server.post("/v1/jobs/batch", key, "{\"jobs\":[" + drafts + "]}")
                        .isError(400, "INVALID_REQUEST")
                        .message())
                .isEqualTo("jobs has 1001 drafts, at most 1000 are allowed; send the others in a batch of their own");
    }

    @Test
    void anIdempotencyKeyOfAnotherDraftIsUnprocessable() {
        submit("key-2", GridServer.JOB).is(202);

        submit("key-2", GridServer.JOB.replace("demo", "other")).isError(422, "INVALID_REQUEST");
    }

    @Test
    void anIdempotencyKeyHasOneTo255Characters() {
        submit("k".repeat(255), GridServer.JOB).is(202);

        assertThat(submit("k".repeat(256), GridServer.JOB)
                        .isError(400, "INVALID_REQUEST")
                        .message())
                .contains("Idempotency-Key", "256", "255");
    }

    private static Answer submit(String idempotencyKey, String draft) {
        return server.send(server.request("/v1/jobs", key)
                .header("Idempotency-Key", idempotencyKey)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(draft)));
    }

    @Test
    void aRefusedDraftTellsEverythingThatStandsAgainstIt() {
        Answer refused = server.post("/v1/jobs", key, "{\"precision\":\"fp12\",\"batch_size\":-1}")
                .isError(400, "INVALID_REQUEST");

        JsonNode screening = refused.json().at("/error/details/screening");
        assertThat(screening.get("can_submit").asBoolean(true)).isFalse();
        assertThat(screening.get("checks").findValuesAsText("field"))
                .contains("name", "image", "precision", "batch_size");
    }

    @Test
    void cancellingTwiceIsAConflict() throws Exception {
        String id = server.finishedJob(key);

        server.send(server.request("/v1/jobs/" + id + "/cancel", key).POST(BodyPublishers.noBody()))
                .isError(409, "CONFLICT");
    }
}
