package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobHandle;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.http.jetty.TunedServer;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import dev.jobgrid.testkit.grid.GridFixture;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.wire.request.JobRequestJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Requests, by the bytes of connections and by what is in them: each is answered, and none as a fault of the server. */
@SuppressWarnings("NullAway.Init") // the fields are set before the tests run
class HttpFuzzTest extends FuzzContract {
    private static final String KEY = "fuzz";
    private static final String HEAD = " HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer " + KEY + "\r\n";

    private static GridFixture fixture;
    private static LocalConnector connector;
    private static Server server;
    private static FaultLog faults;
    private static String job;

    @BeforeAll
    static void start() throws Exception {
        faults = FaultLog.open();
        fixture = GridFixture.open(run -> RunScript.prints("hello").leaving(Map.of("a.bin", new byte[10])));
        HttpAdapter adapter = HttpAdapter.builder(fixture.grid())
                .authenticator(
                        token -> token.equals(KEY) ? Optional.of(Caller.owner(WorkspaceId.DEFAULT)) : Optional.empty())
                .trustedProxies(TrustedProxies.of("0.0.0.0/0", "::/0"))
                .serviceKeys(new Secret("s".repeat(32)))
                .metrics(() -> "up 1\n")
                .build();
        server = TunedServer.unconnected(adapter);
        connector = new LocalConnector(server, new HttpConnectionFactory(TunedServer.http()));
        server.addConnector(connector);
        server.start();
        JobHandle taken =
                fixture.grid().submit(JobRequestJson.read(bytes(GridServer.JOB)).spec());
        job = taken.await(Duration.ofMinutes(2)).id().value();
    }

    @AfterAll
    static void stop() throws Exception {
        // Nobody waits for the answers of requests that were cut short.
        server.setStopTimeout(0);
        server.stop();
        fixture.close();
        faults.close();
    }

    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("http", FuzzTarget.bytes(requests()), HttpFuzzTest::answered).costly(),
                new FuzzTarget("http-body", FuzzTarget.bytes(bodies()), body -> answered(post(path(body), body)))
                        .costly(),
                new FuzzTarget(
                                "http-path",
                                FuzzTarget.bytes(paths()),
                                path -> answered(joined("GET ", path, HEAD + "\r\n")))
                        .costly(),
                new FuzzTarget(
                                "http-headers",
                                FuzzTarget.bytes(headers()),
                                headers -> answered(joined("GET /v1/jobs?limit=1" + HEAD, headers, "\r\n\r\n")))
                        .costly());
    }

    private static byte[] joined(String before, byte[] middle, String after) {
        byte[] first = before.getBytes(StandardCharsets.UTF_8);
        byte[] last = after.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(first.length + middle.length + last.length)
                .put(first)
                .put(middle)
                .put(last)
                .array();
    }

    private static byte[] post(String path, byte[] body) {
        String head =
                "POST " + path + HEAD + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        return joined(head, body, "");
    }

    private static byte[] post(String path, String body) {
        return post(path, bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each body goes to one of the routes, and to the same each time. */
    private static String path(byte[] body) {
        List<String> paths = List.of(
                "/v1/jobs",
                "/v1/jobs/estimate",
                "/v1/jobs/batch",
                "/v1/mcp/jobs",
                "/v1/mcp/jobs/estimate",
                "/v1/job-inputs",
                "/v1/jobs/" + job + "/cancel");
        int sum = 0;
        for (byte b : body) {
            sum += b & 0xFF;
        }
        return paths.get(sum % paths.size());
    }

    private static List<String> bodies() {
        return List.of(
                GridServer.JOB,
                "{\"jobs\":[" + GridServer.JOB + "]}",
                "{\"reason\":\"no more\"}",
                "{\"filename\":\"a.txt\",\"content_type\":\"text/plain\",\"kind\":\"input\"}",
                "{\"name\":\"a\",\"image\":\"r.example:5000/x/y:1@sha256:" + "0a".repeat(32)
                        + "\",\"workload_type\":\"inference\","
                        + "\"args\":[\"-c\"],\"environment\":{\"A\":\"b\"},\"expected_artifacts\":[\"/workspace/artifacts//./x\"],"
                        + "\"callback\":{\"url\":\"https://c.example/x\",\"auth_token\":\"t\",\"metadata\":{\"k\":\"v\"}},\"gpu_type\":\"H100"
                        + " 80GB\",\"avoid_gpu_families\":[\"Ada\"],\"region_preference\":\"us-east-1\","
                        + "\"max_price_per_hour\":2.5,\"timeout_seconds\":60,\"disk_gb\":10.5,\"metadata\":{\"x\":[1,{}]}}");
    }

    private static List<String> paths() {
        return Stream.of(
                        "/v1/jobs?limit=5&cursor=1795536301.500000000.job_1&status=running",
                        "/v1/jobs/{job}/logs?cursor=1&limit=2&tail=3&stream=stdout",
                        "/v1/jobs/{job}/events?limit=x",
                        "/v1/jobs?name=demo&since=2026-06-11T12:00:00Z",
                        "/v1/queue?limit=2",
                        "/v1/jobs/{job}/artifacts",
                        "/v1/jobs/%7Bjob%7D/runtime",
                        "/v1/mcp/jobs/{job}",
                        "/v1/billing/history?cursor=3&limit=2",
                        "/v1/templates/a%2Fb",
                        "/blobs/x?expires=1795536301&key=k1&signature=abc-_",
                        "/openapi.json",
                        "/")
                .map(path -> path.replace("{job}", job))
                .toList();
    }

    private static List<String> headers() {
        return List.of(
                "Range: bytes=0-4\r\n"
                        + "If-Range: \"x\"\r\n"
                        + "If-None-Match: \"a\", W/\"b\"\r\n"
                        + "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
                "X-Forwarded-For: 1.2.3.4, [::1]:80, unknown\r\n"
                        + "X-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: b.example:8443",
                "Accept: application/json;q=0.5, text/*;q=0\r\n"
                        + "Accept-Encoding: gzip\r\n"
                        + "Origin: https://x.example\r\n"
                        + "X-Request-Id: r-1",
                "Authorization: Bearer abc.def.ghi==\r\n"
                        + "Authorization: Basic YTpi\r\n"
                        + "Idempotency-Key: k-1\r\n"
                        + "Last-Event-ID: 12",
                "Host: c.example\r\n"
                        + "Connection: close, upgrade\r\n"
                        + "Upgrade: h2c\r\n"
                        + "Expect: 100-continue\r\n"
                        + "Content-Length: 0\r\n"
                        + "TE: trailers",
                "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nX: y");
    }

    private static List<String> requests() {
        String auth = HEAD;
        return List.of(
                new String(post("/v1/jobs", GridServer.JOB), StandardCharsets.UTF_8)
                        .replace("Content-Type", "Idempotency-Key: k1\r\nContent-Type"),
                new String(post("/v1/jobs/estimate", GridServer.JOB), StandardCharsets.UTF_8),
                "POST /v1/jobs/estimate" + auth + "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
                        + "d\r\n{\"name\": \"a\",\r\nd\r\n\"image\": \"b\"}\r\n0\r\n\r\n",
                "GET /v1/jobs/" + job + auth + "\r\nGET /v1/jobs/" + job + "/logs/live" + auth
                        + "Last-Event-ID: 0\r\n\r\n",
                "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /oauth/introspect HTTP/1.0\r\nAuthorization: Bearer " + "s".repeat(32)
                        + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\ntoken=fuzz",
                "PUT /blobs/uploads/x?expires=9999999999&key=k&signature=s HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Length: 3\r\n\r\n"
                        + "abc",
                "DELETE /v1/jobs HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                "GET http://b.example/v1/jobs?limit=1 HTTP/1.1\r\nHost: b.example\r\nAuthorization: Bearer x\r\n\r\n");
    }

    private static byte[] exchange(byte[] request) {
        LocalConnector.LocalEndPoint end = connector.connect();
        end.addInput(ByteBuffer.wrap(request));
        end.addInputEOF();
        end.waitUntilClosed();
        ByteBuffer output = end.takeOutput();
        byte[] answer = new byte[output.remaining()];
        output.get(answer);
        return answer;
    }

    /** The status of the first answer; its body, too, if it is an error's. */
    private static String answered(byte[] request) {
        byte[] answer = exchange(request);
        String text = new String(answer, 0, Math.min(answer.length, 4_000), StandardCharsets.UTF_8);
        assertThat(faults.records()).as(text).isEmpty();
        if (text.isEmpty()) {
            // It ended before it was a request.
            return "nothing";
        }
        assertThat(text).matches("(?s)HTTP/1\\.1 ([1-4][0-9]{2}|50[15]) .*");
        int message = text.indexOf("\"message\":");
        return text.substring(9, 12) + (message < 0 ? "" : text.substring(message + 10));
    }
}
