package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.http.callback.HttpCallbackSender;
import dev.jobgrid.testkit.sim.RunScript;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Every example of the published reference, sent to a real server: what is asked is taken, and answers have its fields. */
final class ReferenceExamplesTest {
    private final Examples examples = new Examples();

    /** Whether jobs hold the only GPU from now on, so that others wait. */
    private final AtomicBoolean holding = new AtomicBoolean();

    /** The body of the callback. */
    private final CompletableFuture<byte[]> received = new CompletableFuture<>();

    private RunScript script() {
        RunScript script = RunScript.prints("processing").leaving(Map.of("transcript.txt", GridServer.ARTIFACT));
        return holding.get() ? script.lasting(Duration.ofHours(1)) : script;
    }

    @Test
    void everyExampleIsTakenAndAnsweredInItsForm() throws Exception {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.complete(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        try (GridServer server = GridServer.with(
                parts -> parts.callbacks(
                        HttpCallbackSender.builder().developmentMode(true).build()),
                run -> script())) {
            String key = server.fullKey();
            same("04-estimate-response", estimate(server, key));
            uploads(server, key);
            finished(server, key);
            callback(server, key, receiver.getAddress().getPort());
            waiting(server, key);
            same("13-error-response", server.post("/v1/jobs", key, "{}").is(400).json());
        } finally {
            receiver.stop(0);
        }
        assertThat(examples.unused()).isEmpty();
    }

    private void same(String example, JsonNode answer) {
        assertThat(examples.differences(example, answer)).as(answer.toString()).isEmpty();
    }

    private JsonNode estimate(GridServer server, String key) {
        server.post("/v1/jobs/estimate", key, examples.text("03-estimate-request"))
                .is(200);
        return server.post("/v1/jobs/estimate", key, examples.text("04-estimate-request"))
                .is(200)
                .json();
    }

    private void uploads(GridServer server, String key) {
        JsonNode script = server.post("/v1/job-inputs", key, examples.text("05-create-request"))
                .is(201)
                .json();
        same("05-create-response", script);
        JsonNode slot = script.get("upload");
        Answer put = server.put(slot.get("upload_url").asText(), new byte[1234]).is(200);
        // What the example cannot know is filled in: the token, and the tag that the upload was answered with.
        String complete = examples.text("05-complete-request")
                .replace("upload_token", slot.get("token").asText())
                .replace("optional-etag", put.header("ETag").replace("\"", ""));
        server.post(slot.get("complete_url").asText(), key, complete).is(200);
        same("05-list-response", server.get("/v1/job-inputs", key).is(200).json());

        JsonNode audio = server.post("/v1/job-inputs", key, "{\"filename\":\"audio.ogg\"}")
                .is(201)
                .json()
                .get("upload");
        server.put(audio.get("upload_url").asText(), new byte[1]).is(200);
        server.post(
                        audio.get("complete_url").asText(),
                        key,
                        "{\"token\":\"" + audio.get("token").asText() + "\"}")
                .is(200);
        String submit = examples.text("05-submit-request")
                .replace("inp_script123", slot.get("input_id").asText())
                .replace("inp_audio123", audio.get("input_id").asText());
        server.post("/v1/jobs", key, submit).is(202);
    }

    private void finished(GridServer server, String key) {
        server.post("/v1/jobs", key, examples.text("03-submit-request")).is(202);
        String job = submitted(server, key, examples.text("09-submit-request"));
        awaitCompleted(server, key, job);
        String path = "/v1/jobs/" + job;

        same(
                "08-logs-response",
                server.get(path + "/logs?tail=100&stream=all", key).is(200).json());
        same("08-runtime-response", server.get(path + "/runtime", key).is(200).json());
        JsonNode artifacts = server.get(path + "/artifacts", key).is(200).json();
        same("09-list-response", artifacts);
        String artifact = artifacts.at("/artifacts/0/artifact_id").asText();
        same(
                "09-download-response",
                server.post(path + "/artifacts/" + artifact + "/download", key, "")
                        .is(200)
                        .json());
    }

    private static String submitted(GridServer server, String key, String draft) {
        return server.post("/v1/jobs", key, draft).is(202).json().get("job_id").asText();
    }

    private static void awaitCompleted(GridServer server, String key, String job) {
        await().until(() ->
                server.get("/v1/jobs/" + job, key).json().get("status").asText().equals("completed"));
    }

    /** The example is a part of a draft, and its receiver is not ours. */
    private void callback(GridServer server, String key, int port) throws Exception {
        String callback = examples.text("11-submit-request")
                .replace("https://api.example.com/jungle/callback", "http://localhost:" + port + "/callback");
        submitted(
                server,
                key,
                GridServer.JOB.strip().replaceFirst("}$", callback.strip().replaceFirst("\\{", ",")));
        same("11-callback", Answer.parse(new String(received.get(), StandardCharsets.UTF_8)));
    }

    private void waiting(GridServer server, String key) {
        holding.set(true);
        Answer first =
                server.post("/v1/jobs", key, examples.text("06-submit-request")).is(202);
        same("06-submit-response", first.json());
        String running = first.json().get("job_id").asText();
        await().until(() -> server.get("/v1/jobs/" + running, key)
                .json()
                .get("status")
                .asText()
                .equals("running"));
        String job = submitted(server, key, GridServer.JOB);
        await().until(() -> server.get("/v1/jobs/" + job, key)
                .json()
                .at("/delay_reason/code")
                .isTextual());
        same("07-status-response", server.get("/v1/jobs/" + job, key).is(200).json());
        same(
                "07-events-response",
                server.get("/v1/jobs/" + job + "/events", key).is(200).json());
        same(
                "10-cancel-response",
                server.post("/v1/jobs/" + job + "/cancel", key, examples.text("10-cancel-request"))
                        .is(200)
                        .json());
    }
}
