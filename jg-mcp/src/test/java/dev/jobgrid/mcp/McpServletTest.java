package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.auth.Authenticator;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class McpServletTest {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}";
    private static final String DRAFT =
            "{\"workload\":\"batch\",\"image\":\"nvidia/cuda:12.4.1-base-ubuntu22.04\",\"model_size\":1}";

    private static McpServer server;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        server = McpServer.start(
                RunScript.prints("hi"),
                builder -> builder.authorizationServers(URI.create("https://id.example.com"))
                        .origins("https://chat.example.com"));
        key = server.key(Scope.values());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void theKeyOfTheHeaderIsThatOfASubmit() throws Exception {
        String submit = McpServer.request("submit_job", DRAFT);
        List<String> ids = new ArrayList<>();
        for (String header : List.of("once", "once", "other")) {
            ids.add(McpServer.json(server.send(server.post(key, submit).header("Idempotency-Key", header)))
                    .at("/result/structuredContent/data/job_id")
                    .asText());
        }
        assertThat(ids.get(0)).isNotEmpty().isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
    }

    @Test
    void aRequestIsAnsweredByItself() {
        HttpResponse<String> answer = server.send(server.post(key, PING));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(answer.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}");
    }

    @Test
    void eachVersionIsSpokenAndAnUnknownOneIsMetWithTheNewest() {
        for (String version : JsonRpcDispatcher.VERSIONS) {
            assertThat(initialized(version)).isEqualTo(version);
        }
        assertThat(initialized("1999-01-01")).isEqualTo("2025-11-25");
        assertThat(server.send(server.post(key, PING).header("MCP-Protocol-Version", "2025-06-18"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.post(key, PING).header("MCP-Protocol-Version", "1999-01-01"))
                        .statusCode())
                .isEqualTo(400);
    }

    private static String initialized(String version) {
        return McpServer.json(server.send(server.post(
                        key,
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                                + version
                                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")))
                .at("/result/protocolVersion")
                .asText();
    }

    @Test
    void notificationsAndResponsesAreTakenWithoutAnAnswer() {
        for (String message : List.of(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/anything\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":9,\"error\":{\"code\":1,\"message\":\"no\"}}")) {
            HttpResponse<String> answer = server.send(server.post(key, message));
            assertThat(answer.statusCode()).as(message).isEqualTo(202);
            assertThat(answer.body()).isEmpty();
        }
    }

    private record Wrong(String message, int status, int code) {}

    @Test
    void whatIsNoMessageGetsTheErrorThatJsonRpcHasForIt() {
        for (Wrong wrong : List.of(
                new Wrong("", 400, -32600),
                new Wrong("{", 400, -32700),
                new Wrong("nonsense", 400, -32700),
                new Wrong("{\"a\":1,\"a\":2}", 400, -32700),
                new Wrong("[".repeat(100), 400, -32700),
                new Wrong("[" + PING + "]", 400, -32600),
                new Wrong("5", 400, -32600),
                new Wrong("{}", 400, -32600),
                new Wrong("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", 400, -32600),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", 400, -32600),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}", 400, -32600),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", 400, -32600),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1}", 400, -32600),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", 200, -32602),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"nope\"}", 200, -32601),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/list\"}", 200, -32601),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}", 200, -32602),
                new Wrong(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}",
                        200,
                        -32602),
                new Wrong("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}", 200, -32602),
                new Wrong(McpServer.request("no_tool", "{}"), 200, -32602),
                new Wrong(McpServer.request("get_job", "[]"), 200, -32602),
                new Wrong(McpServer.request("get_job", "null"), 200, -32602))) {
            HttpResponse<String> answer = server.send(server.post(key, wrong.message()));
            assertThat(answer.statusCode()).as(wrong.message()).isEqualTo(wrong.status());
            JsonNode json = McpServer.json(answer);
            assertThat(json.at("/error/code").asInt()).as(wrong.message()).isEqualTo(wrong.code());
            assertThat(json.at("/error/message").asText()).isNotBlank();
            assertThat(json.has("id")).isTrue();
        }
    }

    @Test
    void whatIsNoPostIsRefusedWithTheOneThatIs() {
        for (String method : List.of("GET", "DELETE", "PUT", "PATCH", "OPTIONS")) {
            HttpResponse<String> answer = server.send(server.post(key, PING).method(method, BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void aBodyMustBeJsonOfAMebibyteAtMostAndItsSenderTakeJson() throws Exception {
        assertThat(server.send(server.post(key, PING).setHeader("Content-Type", "text/plain"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(server.send(server.post(key, PING).setHeader("Accept", "text/html"))
                        .statusCode())
                .isEqualTo(406);
        assertThat(answered("Host: localhost\r\nContent-Length: 1048577\r\n", ""))
                .isEqualTo(413);
    }

    @Test
    void withoutATokenAClientLearnsWhereToGetOne() {
        HttpResponse<String> answer = server.send(HttpRequest.newBuilder(URI.create(server.url() + "/mcp"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(PING)));
        assertThat(answer.statusCode()).isEqualTo(401);
        String metadata = server.url() + "/.well-known/oauth-protected-resource/mcp";
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .contains("Bearer resource_metadata=\"" + metadata + "\"");
        for (String url : List.of(metadata, server.url() + "/.well-known/oauth-protected-resource")) {
            HttpResponse<String> told = server.send(HttpRequest.newBuilder(URI.create(url)));
            assertThat(told.statusCode()).isEqualTo(200);
            JsonNode json = McpServer.json(told);
            assertThat(json.path("resource").asText()).isEqualTo(server.url() + "/mcp");
            assertThat(json.path("authorization_servers").toString()).isEqualTo("[\"https://id.example.com\"]");
            assertThat(json.path("scopes_supported").toString()).contains("jobs:submit");
            assertThat(json.path("bearer_methods_supported").toString()).isEqualTo("[\"header\"]");
        }
        assertThat(server.send(HttpRequest.newBuilder(
                                URI.create(server.url() + "/.well-known/oauth-protected-resource/x")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTokenOfNobodysIsInvalidWhereverElseAGoodOneStands() {
        for (String token : List.of("jg_" + "A".repeat(43), "a.b.c", "unheard-of", key + "x")) {
            HttpResponse<String> answer = server.send(server.post(token, PING));
            assertThat(answer.statusCode()).as(token).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Bearer error=\"invalid_token\"")
                    .contains("resource_metadata=\"");
            assertThat(answer.body()).doesNotContain(token);
        }
        HttpResponse<String> inQuery = server.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/mcp?access_token=" + key + "&api_key=" + key))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(PING)));
        assertThat(inQuery.statusCode()).isEqualTo(401);
    }

    @Test
    void aRefusalBeforeTheBodyIsReadAnnouncesTheClose() throws Exception {
        String headers = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        for (String more : List.of("Content-Length: 40\r\n", "Transfer-Encoding: chunked\r\n")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write((headers + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
                // Only a connection that ends lets the answer be read to its end.
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 401 ").containsIgnoringCase("\r\nConnection: close\r\n");
            }
        }
        assertThat(server.send(server.post("wrong", "")).headers().firstValue("Connection"))
                .isEmpty();
    }

    @Test
    void aCallBeyondTheTokensScopesIsForbiddenAndTheScopeNamed() {
        String reader = server.key(Scope.JOBS_READ);
        HttpResponse<String> answer = server.call(reader, "submit_job", DRAFT);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("Bearer error=\"insufficient_scope\", scope=\"jobs:submit\"")
                .contains("resource_metadata=\"");
        assertThat(McpServer.json(answer).at("/result/content/0/text").asText())
                .startsWith("submit_job failed: FORBIDDEN: ");
        assertThat(server.call(reader, "list_jobs", "{}").statusCode()).isEqualTo(200);
    }

    private static String boundTo(McpServer at, String range) {
        return at.fixture()
                .grid()
                .operations()
                .apiKeys()
                .create(new KeyRequest(
                        WorkspaceId.DEFAULT,
                        "bound",
                        Set.of(Scope.JOBS_READ),
                        Optional.empty(),
                        List.of(AddressRange.parse(range))))
                .secret()
                .value();
    }

    @Test
    void aKeyBoundToAddressesWorksFromThereOnly() {
        assertThat(server.send(server.post(boundTo(server, "127.0.0.0/8"), PING))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.post(boundTo(server, "10.0.0.0/8"), PING)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void eitherOfTwoAuthenticatorsIsToldTheAddress() {
        Authenticator nobody = token -> Optional.empty();
        Authenticator either = nobody.or(
                Authenticator.of(() -> server.fixture().grid().operations().apiKeys()));
        String bound = boundTo(server, "127.0.0.0/8");

        assertThat(either.authenticate(bound, "127.0.0.1")).isPresent();
        assertThat(either.authenticate(bound, "10.0.0.1")).isEmpty();
        assertThat(either.authenticate(bound)).isEmpty();
        assertThat(either.authenticate(key)).isPresent();
    }

    @Test
    void wrongTokensAreTurnedAwayWhenTooManyCameFromAnAddressAndRightOnesAreNot() throws Exception {
        try (McpServer guessed = McpServer.start(RunScript.prints(), builder -> builder)) {
            String right = guessed.key(Scope.JOBS_READ);
            for (int i = 0; i < 100; i++) {
                assertThat(guessed.send(guessed.post("jg_wrong", PING)).statusCode())
                        .isEqualTo(401);
            }
            // Meanwhile some may have been forgiven, one a second.
            HttpResponse<String> turnedAway = Stream.generate(() -> guessed.send(guessed.post("jg_wrong", "")))
                    .limit(1000)
                    .filter(answer -> answer.statusCode() == 429)
                    .findFirst()
                    .orElseThrow();

            assertThat(turnedAway.headers().firstValue("Retry-After")).isPresent();
            assertThat(guessed.send(guessed.post(right, PING)).statusCode()).isEqualTo(200);
            assertThat(guessed.fixture().grid().operations().apiKeys().audit(WorkspaceId.DEFAULT, 100))
                    .filteredOn(event -> event.kind() == AuditEvent.Kind.ADDRESS_BLOCKED)
                    .hasSize(1);
        }
    }

    @Test
    void whoeverCannotLookAtTokensNowSaysSo() throws Exception {
        try (McpServer out = McpServer.start(
                RunScript.prints(),
                builder -> builder.authenticator(token -> {
                    throw new JobGridException("the identity provider is gone", new IllegalStateException());
                }))) {
            assertThat(out.send(out.post("x", PING)).statusCode()).isEqualTo(503);
        }
    }

    private static int status(String host, String origin) throws Exception {
        String from = origin.isEmpty() ? "" : "Origin: " + origin + "\r\n";
        return answered("Host: " + host + "\r\n" + from + "Content-Length: " + PING.length() + "\r\n", PING);
    }

    private static int answered(String headers, String body) throws Exception {
        String request = "POST /mcp HTTP/1.1\r\n" + headers + "Authorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
        }
    }

    @Test
    void onlyKnownHostsAndOriginsAreLetIn() throws Exception {
        String local = "127.0.0.1:" + server.port();
        for (String host : List.of(local, "localhost:1", "LOCALHOST", "[::1]:80", "192.168.0.7:8080")) {
            assertThat(status(host, "")).as(host).isEqualTo(200);
        }
        for (String host :
                List.of("evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example")) {
            assertThat(status(host, "")).as(host).isEqualTo(403);
        }
        for (String origin :
                List.of("http://localhost:6274", "http://127.0.0.1", "https://chat.example.com", "http://" + local)) {
            assertThat(status(local, origin)).as(origin).isEqualTo(200);
        }
        for (String origin : List.of("https://evil.example", "null", "http://localhost.evil.example", "x", "file://")) {
            assertThat(status(local, origin)).as(origin).isEqualTo(403);
        }
        assertThat(status("192.168.0.7", "http://localhost:3000")).isEqualTo(403);
    }

    @Test
    void aPageThatMayCallLearnsThatItMayBeforeItSendsAToken() {
        HttpResponse<String> welcome = preflight("https://chat.example.com", "/mcp");
        assertThat(welcome.statusCode()).isEqualTo(204);
        assertThat(welcome.headers().firstValue("Access-Control-Allow-Origin")).contains("https://chat.example.com");
        assertThat(welcome.headers().firstValue("Access-Control-Allow-Methods")).contains("POST");
        assertThat(welcome.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization", "Content-Type", "MCP-Protocol-Version");
        assertThat(welcome.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(preflight("http://localhost:6274", "/.well-known/oauth-protected-resource/mcp")
                        .headers()
                        .firstValue("Access-Control-Allow-Methods"))
                .contains("GET, HEAD");
        assertThat(preflight("https://evil.example", "/mcp"))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403))
                .satisfies(
                        answer -> assertThat(answer.headers().map()).doesNotContainKey("Access-Control-Allow-Origin"));
        HttpResponse<String> refused = server.send(server.post("x", PING).header("Origin", "https://chat.example.com"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains("https://chat.example.com");
        assertThat(refused.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("WWW-Authenticate");
    }

    private static HttpResponse<String> preflight(String origin, String path) {
        return server.send(HttpRequest.newBuilder(URI.create(server.url() + path))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,mcp-protocol-version"));
    }

    @Test
    void aWaitTellsItsProgressWhenAskedTo() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        launchAfter(told);
        String job = McpServer.json(server.call(key, "submit_job", DRAFT))
                .at("/result/structuredContent/data/job_id")
                .asText();
        String request = McpServer.request("get_job", "{\"jobId\":\"" + job + "\",\"wait_seconds\":50}")
                .replace("\"name\"", "\"_meta\":{\"progressToken\":\"t1\"},\"name\"");
        HttpResponse<Stream<String>> answer = server.sendForLines(server.post(key, request));
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<JsonNode> messages = answer.body()
                .filter(line -> line.startsWith("data: "))
                .map(line -> parsed(line.substring("data: ".length())))
                .peek(message -> told.countDown())
                .toList();
        assertThat(messages).hasSizeGreaterThan(1);
        double before = 0;
        for (JsonNode note : messages.subList(0, messages.size() - 1)) {
            assertThat(note.path("method").asText()).isEqualTo("notifications/progress");
            assertThat(note.at("/params/progressToken").asText()).isEqualTo("t1");
            assertThat(note.at("/params/progress").asDouble()).isGreaterThan(before);
            before = note.at("/params/progress").asDouble();
        }
        JsonNode last = messages.get(messages.size() - 1);
        assertThat(last.at("/result/structuredContent/data/status").asText()).isEqualTo("completed");

        HttpResponse<String> unasked = server.call(key, "get_job", "{\"jobId\":\"" + job + "\",\"wait_seconds\":50}");
        assertThat(unasked.headers().firstValue("Content-Type")).contains("application/json");
    }

    /** Lets no job start before the gate opens. */
    private static void launchAfter(CountDownLatch gate) {
        server.fixture().executor().faults(new ScriptedExecutor.Faults() {
            @Override
            public void onLaunch(RunKey run) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private static JsonNode parsed(String json) {
        try {
            return McpServer.JSON.readTree(json);
        } catch (Exception e) {
            throw new AssertionError(json, e);
        }
    }

    @Test
    void behindAProxyEverythingNamesThePublicUrl() throws Exception {
        try (McpServer proxied = McpServer.start(
                RunScript.prints(), builder -> builder.publicBaseUrl(URI.create("https://gpu.example.com/grid/")))) {
            HttpResponse<String> refused = proxied.send(proxied.post("x", PING));
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("\"https://gpu.example.com/.well-known/oauth-protected-resource/grid/mcp\"");
            for (String inserted : List.of("", "/mcp", "/grid/mcp")) {
                assertThat(McpServer.json(proxied.send(HttpRequest.newBuilder(URI.create(
                                        proxied.url() + "/.well-known/oauth-protected-resource" + inserted))))
                                .path("resource")
                                .asText())
                        .isEqualTo("https://gpu.example.com/grid/mcp");
            }
            JsonNode slot = McpServer.json(
                    proxied.call(proxied.key(Scope.values()), "upload_job_input", "{\"filename\":\"a\"}"));
            assertThat(slot.at("/result/structuredContent/data/upload/upload_url")
                            .asText())
                    .startsWith("https://gpu.example.com/grid/upload/");
        }
    }

    @Test
    void aRevokedOrExpiredKeyIsLetInNoMore() {
        String revoked = server.key(Scope.JOBS_READ);
        var keys = server.fixture().grid().operations().apiKeys();
        keys.list(WorkspaceId.DEFAULT).stream()
                .filter(known -> revoked.startsWith(known.prefix()))
                .forEach(known -> keys.revoke(WorkspaceId.DEFAULT, known.id()));
        assertThat(server.send(server.post(revoked, PING)).statusCode()).isEqualTo(401);
    }
}
