package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plays a gateway for agents: it asks who holds a token, and passes that caller's requests on to the envelope routes. */
class GatewayTest {
    private static final String SERVICE_KEY = "service-".repeat(5);
    private static final String JOB = """
        {"name": "demo", "image": "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime", "workload_type": "fine_tuning",
         "model_size_gb": 1, "command": "python", "args": ["train.py"], "environment": {"A": "1"},
         "optimize_for": "cost", "metadata": {"client_request_id": "g1"}, "expected_artifacts": ["out/result.txt"]}
        """;

    private static GridServer server;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        RunScript script = RunScript.prints("hello", "world", "again")
                .leaving(Map.of("out/result.txt", "0123456789".getBytes(StandardCharsets.UTF_8)));
        server = GridServer.start(
                request -> request.environment().values().containsKey("SLOW")
                        ? script.lasting(Duration.ofMinutes(5))
                        : script,
                builder -> builder.serviceKeys(new Secret(SERVICE_KEY)));
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode data(Answer answer, int status) {
        JsonNode envelope = answer.is(status).json();
        assertThat(envelope.path("ok").isBoolean()).isTrue();
        assertThat(envelope.path("ok").asBoolean()).isTrue();
        assertThat(envelope.size()).isEqualTo(2);
        return envelope.path("data");
    }

    private static JsonNode error(Answer answer, int status, String code) {
        JsonNode envelope = answer.is(status).json();
        assertThat(envelope.path("ok").isBoolean()).isTrue();
        assertThat(envelope.path("ok").asBoolean()).isFalse();
        assertThat(envelope.size()).isEqualTo(2);
        assertThat(envelope.at("/error/code").asText()).isEqualTo(code);
        assertThat(envelope.at("/error/message").asText()).isNotBlank();
        assertThat(envelope.at("/error/request_id").asText()).isEqualTo(answer.header("X-Request-Id"));
        return envelope.path("error");
    }

    private static String finished(String draft) throws Exception {
        String id = data(server.post("/v1/mcp/jobs", key, draft), 202)
                .path("job_id")
                .asText();
        server.grid().job(new JobId(id)).await(Duration.ofMinutes(2));
        return id;
    }

    @Test
    void aJobGoesFromEstimateToItsBytesInEnvelopes() throws Exception {
        JsonNode estimate = data(server.post("/v1/mcp/jobs/estimate", key, JOB), 200);
        assertThat(estimate.path("available").asBoolean()).isTrue();
        assertThat(estimate.at("/screening/can_submit").asBoolean()).isTrue();

        JsonNode taken = data(server.post("/v1/mcp/jobs", key, JOB), 202);
        String id = taken.path("job_id").asText();
        assertThat(taken.path("id").asText()).isEqualTo(id);
        server.grid().job(new JobId(id)).await(Duration.ofMinutes(2));

        JsonNode status = data(server.get("/v1/mcp/jobs/" + id, key), 200);
        assertThat(status.path("id").asText()).isEqualTo(id);
        assertThat(status.path("job_id").asText()).isEqualTo(id);
        assertThat(status.path("status").asText()).isEqualTo("completed");
        assertThat(status.path("workload_type").asText()).isEqualTo("fine-tuning");
        assertThat(status.at("/metadata/client_request_id").asText()).isEqualTo("g1");

        JsonNode artifact =
                data(server.get("/v1/mcp/jobs/" + id + "/artifacts", key), 200).at("/artifacts/0");
        assertThat(artifact.path("artifact_name").asText())
                .isEqualTo(artifact.path("filename").asText())
                .isEqualTo("result.txt");
        assertThat(artifact.path("mime_type")).isEqualTo(artifact.path("content_type"));
        String download = "/v1/mcp/jobs/" + id + "/artifacts/"
                + artifact.path("artifact_id").asText() + "/download";
        JsonNode link = data(server.post(download, key, ""), 200);
        assertThat(link.path("download_url")).isEqualTo(link.path("url"));
        assertThat(link.at("/artifact/artifact_name").asText()).isEqualTo("result.txt");
        assertThat(link.path("expires_at").asText()).endsWith("Z");
        assertThat(server.get(link.path("download_url").asText(), "").is(200).text())
                .isEqualTo("0123456789");
    }

    @Test
    void logsHaveBothShapesAndACursorThatIsText() throws Exception {
        String logs = "/v1/mcp/jobs/" + finished(JOB) + "/logs";
        JsonNode first = data(server.get(logs + "?limit=2", key), 200);
        assertThat(first.path("items")).hasSize(2);
        assertThat(first.path("logs").findValuesAsText("message")).containsExactly("hello", "world");
        JsonNode line = first.at("/logs/0");
        assertThat(line.path("timestamp")).isEqualTo(first.at("/items/0/created_at"));
        assertThat(line.path("level").asText()).isIn("info", "error");
        assertThat(first.path("next_cursor").isTextual()).isTrue();
        assertThat(first.path("has_more").asBoolean()).isTrue();
        JsonNode second = data(
                server.get(
                        logs + "?limit=2000&cursor=" + first.path("next_cursor").asText(), key),
                200);
        assertThat(second.path("logs").findValuesAsText("message")).containsExactly("again");
        assertThat(second.path("has_more").asBoolean()).isFalse();
        error(server.get(logs + "?tail=5&cursor=1", key), 400, "INVALID_REQUEST");
    }

    @Test
    void jobsAreListedInPages() throws Exception {
        String newest = finished(JOB);
        finished(JOB);
        JsonNode page = data(server.get("/v1/mcp/jobs?limit=1&status=completed", key), 200);
        assertThat(page.path("jobs")).hasSize(1);
        assertThat(page.at("/jobs/0/id")).isEqualTo(page.at("/jobs/0/job_id"));
        assertThat(page.path("limit").asInt()).isEqualTo(1);
        JsonNode next = data(
                server.get(
                        "/v1/mcp/jobs?limit=1&status=completed&cursor="
                                + page.path("next_cursor").asText(),
                        key),
                200);
        assertThat(next.at("/jobs/0/job_id").asText()).isEqualTo(newest);
    }

    @Test
    void aCancelledJobIsSaidToBe() {
        String slow = JOB.replace("\"A\": \"1\"", "\"SLOW\": \"1\"");
        String id =
                data(server.post("/v1/mcp/jobs", key, slow), 202).path("job_id").asText();
        String cancel = "/v1/mcp/jobs/" + id + "/cancel";
        JsonNode cancelled = data(server.post(cancel, key, "{\"reason\":\"enough\"}"), 200);
        assertThat(cancelled.path("cancelled").asBoolean()).isTrue();
        assertThat(cancelled.path("id").asText()).isEqualTo(id);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        error(server.post(cancel, key, ""), 409, "CONFLICT");
    }

    @Test
    void theToolsWordsAreTakenBesideThePublishedOnes() {
        String draft = """
            {"name": "w", "image": "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime", "workload": "batch",
             "model_size": 1, "env": {"A": "1"}, "routing_mode": "speed", "notes": "n"}
            """;
        String id = data(server.post("/v1/mcp/jobs", key, draft), 202)
                .path("job_id")
                .asText();
        assertThat(data(server.get("/v1/mcp/jobs/" + id, key), 200)
                        .at("/metadata/notes")
                        .asText())
                .isEqualTo("n");
    }

    @Test
    void refusalsComeInEnvelopesUnderTheSameStatus() {
        error(server.get("/v1/mcp/jobs", ""), 401, "UNAUTHORIZED");
        error(server.get("/v1/mcp/jobs", server.key(Scope.JOBS_SUBMIT)), 403, "FORBIDDEN");
        error(server.get("/v1/mcp/jobs/nobody", key), 404, "NOT_FOUND");
        error(server.get("/v1/mcp/nothing", key), 404, "NOT_FOUND");
        error(server.send(server.request("/v1/mcp/jobs", key).DELETE()), 405, "INVALID_REQUEST");
        error(server.post("/v1/mcp/jobs", key, "{"), 400, "INVALID_REQUEST");
        error(
                server.send(server.request("/v1/mcp/jobs", key)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("x"))),
                415,
                "INVALID_REQUEST");
        JsonNode refused = error(
                server.post("/v1/mcp/jobs", key, "{\"name\":\"a\",\"image\":\"alpine\",\"workload_type\":\"batch\"}"),
                422,
                "CPU_ONLY_WORKLOAD_UNSUPPORTED");
        assertThat(refused.at("/details/screening/can_submit").asBoolean(true)).isFalse();
        // The published routes stay as published.
        server.get("/v1/jobs/nobody", key).isError(404, "NOT_FOUND");
    }

    private static Answer introspected(String serviceKey, String body) {
        return server.post("/oauth/introspect", serviceKey, body);
    }

    @Test
    void aGatewayLearnsWhoHoldsAToken() {
        String token = server.grid()
                .operations()
                .apiKeys()
                .create(
                        new WorkspaceId("team-a"),
                        "ci",
                        Set.of(Scope.JOBS_READ, Scope.LOGS_READ),
                        Optional.of(Duration.ofHours(1)))
                .secret()
                .value();
        JsonNode told = introspected(
                        SERVICE_KEY, "{\"token\":\"" + token + "\",\"resource\":\"https://mcp.example.com/mcp\"}")
                .is(200)
                .json();
        assertThat(told.path("active").asBoolean()).isTrue();
        assertThat(told.path("iss").asText()).isEqualTo(server.url());
        assertThat(told.path("aud").asText()).isEqualTo("https://mcp.example.com/mcp");
        assertThat(told.path("sub").asText()).isEqualTo("ci");
        assertThat(told.path("workspace_id").asText()).isEqualTo("team-a");
        assertThat(told.path("scope").asText()).isEqualTo("jobs:read logs:read");
        assertThat(told.path("exp").asLong()).isGreaterThan(System.currentTimeMillis() / 1000);

        JsonNode everlasting =
                introspected(SERVICE_KEY, "{\"token\":\"" + key + "\"}").is(200).json();
        assertThat(everlasting.path("active").asBoolean()).isTrue();
        assertThat(everlasting.has("exp")).isFalse();

        JsonNode form = server.send(server.request("/oauth/introspect", SERVICE_KEY)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token)))
                .is(200)
                .json();
        assertThat(form.path("workspace_id").asText()).isEqualTo("team-a");
    }

    @Test
    void aGatewayLearnsWhenATokenOfTheEmbeddersExpires() throws Exception {
        Instant expiry = Instant.ofEpochSecond(2_000_000_000);
        Authenticator own = new Authenticator() {
            @Override
            public Optional<Caller> authenticate(String token) {
                return Optional.of(Caller.owner(WorkspaceId.DEFAULT));
            }

            @Override
            public Optional<Instant> expiry(String token) {
                return Optional.of(expiry);
            }
        };
        try (GridServer embedder = GridServer.start(
                request -> RunScript.prints("x"),
                builder -> builder.authenticator(own).serviceKeys(new Secret(SERVICE_KEY)))) {
            JsonNode told = embedder.post("/oauth/introspect", SERVICE_KEY, "{\"token\":\"x\"}")
                    .is(200)
                    .json();
            assertThat(told.path("exp").asLong()).isEqualTo(expiry.getEpochSecond());
        }
    }

    @Test
    void ofATokenOfNobodysNothingIsToldButThat() {
        for (String token : List.of("jg_" + "A".repeat(43), "", "x y", "x".repeat(5000))) {
            Answer answer = introspected(SERVICE_KEY, "{\"token\":\"" + token + "\"}");
            assertThat(answer.is(200).text()).isEqualTo("{\"active\":false}");
        }
        introspected(SERVICE_KEY, "{}").isError(400, "INVALID_REQUEST");
        introspected(SERVICE_KEY, "{\"token\":5}").isError(400, "INVALID_REQUEST");
    }

    @Test
    void onlyAServiceKeyMayAsk() {
        introspected("", "{\"token\":\"" + key + "\"}").isError(401, "UNAUTHORIZED");
        introspected(key, "{\"token\":\"" + key + "\"}").isError(401, "UNAUTHORIZED");
        introspected(SERVICE_KEY + "x", "{\"token\":\"" + key + "\"}").isError(401, "UNAUTHORIZED");
        // And it is no key to anything else.
        server.get("/v1/jobs", SERVICE_KEY).isError(401, "UNAUTHORIZED");
    }
}
