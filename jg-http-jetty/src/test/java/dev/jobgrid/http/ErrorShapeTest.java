package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.internal.exchange.ErrorResponses;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ErrorShapeTest {
    private static GridServer server;
    private static String key;

    /** The token tells the authenticator what to do. */
    private static Optional<Caller> authenticate(String token) {
        return switch (token) {
            case "bug" -> throw new IllegalStateException("the database says: SELECT secret");
            case "error" -> throw new StackOverflowError();
            case "internal" -> throw new JobGridException("jdbc:h2 is gone", new IllegalStateException("SELECT"));
            case "busy" ->
                throw new JobGridException(
                        ErrorCode.QUEUE_SATURATED,
                        "the queue is full",
                        List.of(),
                        Optional.of(Duration.ofMillis(1500)));
            case "maintenance" ->
                throw new JobGridException(
                        ErrorCode.MAINTENANCE_ACTIVE, "back soon", List.of(), Optional.of(Duration.ZERO));
            default -> server.grid().operations().apiKeys().authenticate(token);
        };
    }

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start(builder -> builder.authenticator(ErrorShapeTest::authenticate));
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** §13, written down from the reference; STORE_UNAVAILABLE is beyond it. */
    @Test
    void everyCodeHasItsPublishedStatus() {
        Map<Integer, List<String>> published = Map.of(
                400, List.of("INVALID_REQUEST", "INVALID_EXPECTED_ARTIFACT"),
                401, List.of("UNAUTHORIZED"),
                402, List.of("INSUFFICIENT_FUNDS"),
                403, List.of("FORBIDDEN"),
                404, List.of("NOT_FOUND", "JOB_INPUT_NOT_FOUND"),
                409,
                        List.of(
                                "CONFLICT",
                                "JOB_INPUT_NOT_READY",
                                "ARTIFACT_NOT_READY",
                                "LAUNCH_PLAN_UNAVAILABLE",
                                "LAUNCH_PLAN_ENDED"),
                422, List.of("CPU_ONLY_WORKLOAD_UNSUPPORTED", "ACCELERATOR_REQUIREMENT_UNSPECIFIED"),
                429, List.of("USER_CONCURRENT_LIMIT", "JOB_RATE_LIMITED", "QUEUE_SATURATED"),
                500, List.of("INTERNAL_ERROR"),
                503,
                        List.of(
                                "MAINTENANCE_ACTIVE",
                                "JOB_INPUTS_UNAVAILABLE",
                                "ARTIFACTS_UNAVAILABLE",
                                "STORE_UNAVAILABLE"));
        Map<String, Integer> expected = new TreeMap<>();
        published.forEach((status, codes) -> codes.forEach(code -> expected.put(code, status)));
        Map<String, Integer> actual = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            actual.put(code.name(), ErrorResponses.status(code));
        }

        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void aFaultIsLoggedOnceUnderItsRequestIdAndToldToNobody() {
        for (String token : List.of("bug", "error")) {
            try (FaultLog log = FaultLog.open()) {
                Answer answer = server.send(server.request("/v1/jobs?cursor=secret-query", token)
                                .header("X-Request-Id", "req-7"))
                        .isError(500, "INTERNAL_ERROR");

                assertThat(answer.text()).contains("req-7").doesNotContain("SELECT", "jdbc", "Exception", "at dev.");
                assertThat(log.records()).singleElement().satisfies(record -> {
                    assertThat(record.getMessage()).contains("req-7").doesNotContain("secret-query", token);
                    assertThat(record.getThrown()).isNotNull();
                });
            }
        }
    }

    @Test
    void whyATokenCannotBeLookedAtIsToldToNobody() {
        Answer answer = server.send(server.request("/v1/jobs", "internal").header("X-Request-Id", "req-8"))
                .isError(503, "INTERNAL_ERROR");

        assertThat(answer.text()).contains("req-8").doesNotContain("SELECT", "jdbc", "Exception", "at dev.");
    }

    @Test
    void aRequestIdIsEchoedIfItIsFitForALogAndElseMade() {
        assertThat(named("abc-123:4.5_6").header("X-Request-Id")).isEqualTo("abc-123:4.5_6");
        for (String odd : List.of("a b", "x".repeat(129), "<script>", "")) {
            assertThat(named(odd).header("X-Request-Id")).as(odd).matches("req_[0-9a-f-]{36}");
        }
        assertThat(server.get("/v1/jobs", key).header("X-Request-Id"))
                .isNotEqualTo(server.get("/v1/jobs", key).header("X-Request-Id"));
    }

    private static Answer named(String id) {
        return server.send(server.request("/v1/jobs", key).header("X-Request-Id", id))
                .is(200);
    }

    @Test
    void whoShouldWaitIsToldHowLong() {
        assertThat(server.get("/v1/jobs", "busy")
                        .isError(429, "QUEUE_SATURATED")
                        .header("Retry-After"))
                .isEqualTo("2");
        assertThat(server.get("/v1/jobs", "maintenance")
                        .isError(503, "MAINTENANCE_ACTIVE")
                        .header("Retry-After"))
                .isEqualTo("1");
        assertThat(server.get("/v1/jobs/none", key).isError(404, "NOT_FOUND").header("Retry-After"))
                .isEmpty();
    }

    @Test
    void malformedJsonIsInvalid() {
        for (String body : List.of(
                "{", "", "null", "[]", "{\"name\":1,\"name\":2}", "{} {}", "\u0000", "{\"a\":NaN}", "[".repeat(5000))) {
            server.post("/v1/jobs", key, body).isError(400, "INVALID_REQUEST");
        }
    }

    @Test
    void aBodyMustNotBeSaidToBeAnythingButJson() {
        for (String type : List.of(
                "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense")) {
            typed(type).isError(415, "INVALID_REQUEST");
        }
        for (String type :
                List.of("application/json", "APPLICATION/JSON; charset=utf-8", "application/merge-patch+json")) {
            typed(type).is(202);
        }
        server.send(server.request("/v1/jobs", key).POST(BodyPublishers.ofString(GridServer.JOB)))
                .is(202);
    }

    private static Answer typed(String type) {
        return server.send(server.request("/v1/jobs", key)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(GridServer.JOB)));
    }

    @Test
    void aClientThatTakesNoJsonIsToldSo() {
        for (String accept :
                List.of("text/html", "text/event-stream", "application/json;q=0", "image/*, text/plain;q=0.5")) {
            server.send(server.request("/v1/jobs", key).header("Accept", accept))
                    .isError(406, "INVALID_REQUEST");
        }
        for (String accept : List.of(
                "*/*", "application/*", "application/json", "text/html, */*;q=0.8", "Application/JSON; q=0.1")) {
            server.send(server.request("/v1/jobs", key).header("Accept", accept))
                    .is(200);
        }
    }

    @Test
    void aBodyOverOneMebibyteIsTooLarge() {
        String fits = "{\"name\":\"" + "x".repeat((1 << 20) - 11) + "\"}";
        assertThat(fits).hasSize(1 << 20);

        server.post("/v1/jobs", key, fits).isError(400, "INVALID_REQUEST");
        assertThat(server.post("/v1/jobs", key, fits + " ")
                        .isError(413, "INVALID_REQUEST")
                        .message())
                .contains("1048576");
    }

    @Test
    void numbersInQueriesAreReadWithinTheirBounds() throws Exception {
        String id = server.finishedJob(key);
        for (String limit : List.of("0", "-5", "101", "99999999999999999999999", "20")) {
            server.get("/v1/jobs?limit=" + limit, key).is(200);
            server.get("/v1/jobs/" + id + "/logs?tail=" + limit, key).is(200);
        }
        assertThat(server.get("/v1/jobs?limit=500", key).json().get("limit").asInt())
                .isEqualTo(100);
        assertThat(server.get("/v1/jobs", key).json().get("limit").asInt()).isEqualTo(20);
        assertThat(server.get("/v1/jobs/" + id + "/logs?limit=1", key).json().get("items"))
                .hasSize(1);
    }

    @Test
    void whatAQueryHoldsElseIsInvalidAndNamed() throws Exception {
        String logs = "/v1/jobs/" + server.finishedJob(key) + "/logs?";
        for (String query : List.of(
                "limit=ten",
                "limit=1.5",
                "limit=0x10",
                "tail=%20x",
                "cursor=abc",
                "cursor=-1",
                "stream=both",
                "limit=%C2%B2")) {
            assertThat(server.get(logs + query, key)
                            .isError(400, "INVALID_REQUEST")
                            .message())
                    .contains(query.substring(0, query.indexOf('=')));
        }
        for (String query : List.of("limit=ten", "cursor=abc", "status=done", "status=QUEUED")) {
            assertThat(server.get("/v1/jobs?" + query, key)
                            .isError(400, "INVALID_REQUEST")
                            .message())
                    .contains(query.substring(0, query.indexOf('=')));
        }
        assertThat(server.get(logs + "tail=5&cursor=0", key)
                        .isError(400, "INVALID_REQUEST")
                        .message())
                .contains("tail", "cursor");
    }

    @Test
    void anIdThatCannotBeOneIsNotFound() {
        for (String id : List.of("..%2f..", "%00", "a%20b", "%2e%2e", "x".repeat(65), "-a", "%F0%9F%98%80", "a;b=c")) {
            for (String path : List.of("/v1/jobs/%s", "/v1/jobs/%s/events", "/v1/jobs/%s/logs")) {
                Answer answer = server.get(path.replace("%s", id), key);
                assertThat(answer.status()).as(id).isIn(400, 404);
                answer.json();
            }
        }
        server.post("/v1/job-inputs/nobody/complete", key, "{\"token\":\"t\"}").isError(404, "JOB_INPUT_NOT_FOUND");
        server.post("/v1/job-inputs/-x-/complete", key, "{\"token\":\"t\"}").isError(404, "JOB_INPUT_NOT_FOUND");
    }
}
