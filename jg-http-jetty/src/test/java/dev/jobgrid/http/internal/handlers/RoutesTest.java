package dev.jobgrid.http.internal.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.http.Answer;
import dev.jobgrid.http.GridServer;
import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.TrustedProxies;
import dev.jobgrid.http.internal.auth.ServiceKeys;
import dev.jobgrid.http.internal.exchange.AccessEntry;
import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.http.signing.SigningKeys;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

public class RoutesTest {
    /** Written down from the reference, section by section; not made from the code. */
    private static final List<String> PUBLISHED = List.of(
            "POST /v1/jobs/estimate",
            "POST /v1/job-inputs",
            "POST /v1/job-inputs/{input_id}/complete",
            "GET /v1/job-inputs",
            "POST /v1/jobs",
            "GET /v1/jobs",
            "GET /v1/jobs/{job_id}",
            "GET /v1/jobs/{job_id}/events",
            "GET /v1/jobs/{job_id}/logs",
            "GET /v1/jobs/{job_id}/logs/live",
            "GET /v1/jobs/{job_id}/runtime",
            "GET /v1/jobs/{job_id}/artifacts",
            "POST /v1/jobs/{job_id}/artifacts/{artifact_id}/download",
            "POST /v1/jobs/{job_id}/cancel");

    private static final List<String> OUR_OWN = List.of(
            "GET /healthz",
            "GET /openapi.json",
            "GET /docs",
            "GET /",
            "POST /v1/jobs/batch",
            "POST /v1/jobs/{job_id}/rerun",
            "POST /v1/launch-plans",
            "GET /v1/launch-plans",
            "GET /v1/launch-plans/{launch_plan_id}",
            "DELETE /v1/launch-plans/{launch_plan_id}",
            "GET /v1/queue",
            "GET /v1/nodes",
            "GET /v1/whoami",
            "GET /readyz",
            "GET /v1/templates",
            "GET /v1/templates/{slug}",
            "GET /v1/billing/balance",
            "GET /v1/billing/history",
            "POST /v1/mcp/jobs/estimate",
            "POST /v1/mcp/jobs",
            "GET /v1/mcp/jobs",
            "GET /v1/mcp/jobs/{job_id}",
            "GET /v1/mcp/jobs/{job_id}/logs",
            "GET /v1/mcp/jobs/{job_id}/artifacts",
            "POST /v1/mcp/jobs/{job_id}/artifacts/{artifact_id}/download",
            "POST /v1/mcp/jobs/{job_id}/cancel",
            "POST /oauth/introspect",
            "PUT /v1/blobs/inputs/{workspace}/{input_id}",
            "POST /v1/blobs/inputs/{workspace}/{input_id}/complete",
            "GET /v1/blobs/artifacts/{workspace}/{job_id}/{artifact_id}");

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

    public static HttpSettings settings() {
        return new HttpSettings(
                new BaseUrl(Optional.empty(), TrustedProxies.NONE),
                SigningKeys.random(),
                token -> Optional.empty(),
                InstantSource.system(),
                HttpLimits.DEFAULT,
                Tuning.DEFAULT,
                ServiceKeys.NONE,
                AccessEntry.NONE,
                Optional.empty(),
                "/docs");
    }

    private static Answer send(String method, String path) {
        return server.send(
                server.request(path.replaceAll("\\{[a-z_]+}", "x"), key).method(method, BodyPublishers.noBody()));
    }

    private static String path(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    private static String method(String route) {
        return route.substring(0, route.indexOf(' '));
    }

    @Test
    void everyRouteIsThereAndNoOther() {
        assertThat(new Routes(server.grid(), settings())
                        .table().stream()
                                .map(route -> route.method().name() + " " + route.path())
                                .toList())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(PUBLISHED.stream(), OUR_OWN.stream()).toList());
    }

    @Test
    void everyRouteAnswersItsMethod() {
        for (String route : Stream.concat(PUBLISHED.stream(), OUR_OWN.stream()).toList()) {
            Answer answer = send(method(route), path(route));
            assertThat(answer.status()).as(route + ": " + answer.text()).isNotIn(405, 500);
            assertThat(answer.text()).doesNotContain("there is no route");
        }
    }

    @Test
    void everyOtherMethodIsRefusedWithTheOnesThatAreNot() {
        Map<String, List<String>> methods = Stream.concat(PUBLISHED.stream(), OUR_OWN.stream())
                .collect(Collectors.groupingBy(
                        RoutesTest::path, Collectors.mapping(RoutesTest::method, Collectors.toList())));
        for (Map.Entry<String, List<String>> path : methods.entrySet()) {
            TreeSet<String> allowed = new TreeSet<>(path.getValue());
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "BREW")) {
                if (!allowed.contains(method)) {
                    Answer answer = send(method, path.getKey()).isError(405, "INVALID_REQUEST");
                    assertThat(new TreeSet<>(List.of(answer.header("Allow").split(", "))))
                            .as(method + " " + path.getKey())
                            .isEqualTo(allowed);
                }
            }
            Answer options = send("OPTIONS", path.getKey()).is(204);
            allowed.add("OPTIONS");
            assertThat(new TreeSet<>(List.of(options.header("Allow").split(", "))))
                    .as("OPTIONS " + path.getKey())
                    .isEqualTo(allowed);
        }
    }

    @Test
    void noJobIsCalledAsARouteIs() {
        for (String name : List.of("batch", "estimate")) {
            String draft = GridServer.JOB.replaceFirst("\\{", "{\"id\": \"" + name + "\", ");
            assertThat(server.post("/v1/jobs", key, draft)
                            .isError(400, "INVALID_REQUEST")
                            .message())
                    .contains(name, "route");
        }
    }

    @Test
    void optionsAreToldToAnyone() {
        Answer answer = server.send(server.request("/v1/jobs", "").method("OPTIONS", BodyPublishers.noBody()))
                .is(204);

        assertThat(answer.header("Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
        server.send(server.request("/v1/nothing", "").method("OPTIONS", BodyPublishers.noBody()))
                .isError(404, "NOT_FOUND");
    }

    @Test
    void theRootLeadsToTheDocumentation() {
        assertThat(server.get("/", "").is(302).header("Location")).isEqualTo(server.url() + "/docs");
    }

    @Test
    void theRootLeadsToThePageThatItIsTold() throws Exception {
        try (GridServer other = GridServer.start(adapter -> adapter.home("/console/"))) {
            assertThat(other.get("/", "").is(302).header("Location")).isEqualTo(other.url() + "/console/");
        }
    }

    @Test
    void anyOtherPathIsNotFoundWhoeverAsks() {
        for (String path :
                List.of("/v1", "/v2/jobs", "/v1/jobs/x/y", "/V1/jobs", "/v1/jobs/x/artifacts/y", "/v1/blobs")) {
            send("GET", path).isError(404, "NOT_FOUND");
            server.get(path, "").isError(404, "NOT_FOUND");
        }
    }

    @Test
    void aHeadIsAnsweredAsAGetWithoutItsBody() {
        Answer get = send("GET", "/v1/jobs").is(200);
        Answer head = send("HEAD", "/v1/jobs").is(200);

        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
        server.send(server.request("/v1/jobs", "").method("HEAD", BodyPublishers.noBody()))
                .is(401);
    }

    @Test
    void noHeaderMakesOneMethodAnother() {
        server.send(server.request("/v1/jobs/x/cancel", key).header("X-HTTP-Method-Override", "POST"))
                .isError(405, "INVALID_REQUEST");
    }

    @Test
    void healthIsToldToAnyone() {
        assertThat(server.get("/healthz", "").is(200).json().get("status").asText())
                .isEqualTo("ok");
    }
}
