package dev.jobgrid.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.mcp.tools.Progress;
import dev.jobgrid.mcp.tools.ToolCall;
import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import dev.jobgrid.testkit.grid.GridFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Messages of MCP clients, one by one and as a stream. */
@SuppressWarnings("NullAway.Init") // the fields are set before the tests run
class McpFuzzTest extends FuzzContract {
    private static final List<String> ARGUMENTS = List.of(
            "\"submit_job\",\"arguments\":{\"image\":\"alpine:3\",\"workload_type\":\"batch\",\"command\":[\"true\"],\"env\":{\"A\":\"b\"}}",
            "\"estimate_job\",\"arguments\":{\"image\":\"nvidia/cuda:12\",\"model_size\":7,\"gpu_type\":\"L4\",\"routing_mode\":\"cost\"}",
            "\"get_job\",\"arguments\":{\"job_id\":\"job_1\",\"wait_seconds\":0}",
            "\"get_job_logs\",\"arguments\":{\"job_id\":\"job_1\",\"cursor\":3,\"limit\":10,\"stream\":\"stdout\"}",
            "\"list_jobs\",\"arguments\":{\"status\":\"failed\",\"limit\":5,\"cursor\":\"0.0.a\"}",
            "\"get_artifact\",\"arguments\":{\"job_id\":\"job_1\",\"artifact_id\":\"art_1\"}",
            "\"upload_job_input\",\"arguments\":{\"filename\":\"a.txt\",\"content_type\":\"text/plain\"}",
            "\"cancel_job\",\"arguments\":{\"job_id\":\"job_1\",\"reason\":\"x\"},\"_meta\":{\"progressToken\":\"p\"}");

    private static GridFixture fixture;
    private static JsonRpcDispatcher dispatcher;
    private static McpAdapter adapter;
    private static Server server;
    private static LocalConnector connector;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        fixture = GridFixture.open();
        dispatcher = new JsonRpcDispatcher("1");
        adapter = McpAdapter.builder(fixture.grid()).links(new TestLinks()).build();
        key = fixture.grid()
                .operations()
                .apiKeys()
                .create(WorkspaceId.DEFAULT, "fuzz", Set.of(Scope.values()), Optional.empty())
                .secret()
                .value();
        server = new Server();
        connector = new LocalConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        ServletHolder servlet = new ServletHolder(adapter.servlet());
        context.addServlet(servlet, "/mcp");
        context.addServlet(servlet, "/.well-known/oauth-protected-resource/*");
        // A body that is cut short is refused before a thread waits for its rest.
        server.setHandler(new EagerContentHandler(
                context, new EagerContentHandler.RetainedContentLoaderFactory(1 << 20, 0, false)));
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
        fixture.close();
    }

    private static List<String> requests() {
        String post = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: application/json\r\n";
        String call = messages().get(2);
        return List.of(
                post + "Authorization: Bearer " + key + "\r\nAccept: application/json, text/event-stream\r\n"
                        + "MCP-Protocol-Version: 2025-06-18\r\nContent-Length: " + call.length() + "\r\n\r\n" + call,
                post + "Authorization: Bearer a.b.c\r\nOrigin: http://[::1]:80\r\nContent-Length: 2\r\n\r\n{}",
                "GET /.well-known/oauth-protected-resource/mcp HTTP/1.1\r\n"
                        + "Host: [::1]:80\r\n"
                        + "Origin: https://x.example\r\n\r\n",
                "OPTIONS /mcp HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
                        + "Access-Control-Request-Method: POST\r\n\r\n");
    }

    private static String http(byte[] request) {
        LocalConnector.LocalEndPoint end = connector.connect();
        end.addInput(ByteBuffer.wrap(request));
        end.addInputEOF();
        end.waitUntilClosed();
        String answer = StandardCharsets.UTF_8.decode(end.takeOutput()).toString();
        if (answer.isEmpty()) {
            // It ended before it was a request.
            return "nothing";
        }
        assertThat(answer).matches("(?s)HTTP/1\\.1 ([1-4][0-9]{2}|50[15]) .*");
        int message = answer.indexOf("\"message\":");
        return answer.substring(9, 12) + (message < 0 ? "" : answer.substring(message));
    }

    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("mcp-http", FuzzTarget.bytes(requests()), McpFuzzTest::http).costly(),
                new FuzzTarget("mcp-message", FuzzTarget.bytes(messages()), McpFuzzTest::answered).costly(),
                new FuzzTarget(
                        "mcp-lines",
                        FuzzTarget.bytes(List.of(String.join("\n", messages()), "\r\n\n{}\n")),
                        McpFuzzTest::lines),
                new FuzzTarget("mcp-stdio", FuzzTarget.bytes(pairs()), McpFuzzTest::stdio).costly());
    }

    private static List<String> messages() {
        Stream<String> calls = ARGUMENTS.stream()
                .map(arguments -> "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
                        + arguments + "}}");
        Stream<String> others = Stream.of(
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{\"roots\":{}},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
                "{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}");
        return Stream.concat(calls, others).toList();
    }

    /** Two messages each: every call has a thread of its own. */
    private static List<String> pairs() {
        return messages().stream()
                .map(message -> messages().get(0) + "\n" + message)
                .toList();
    }

    private static String answered(byte[] line) {
        try {
            Message message = Message.read(line);
            if (message.kind() != Message.Kind.REQUEST) {
                return message.kind().name();
            }
            RpcOutcome outcome = new RpcOutcome(new ToolCall.Around(
                    fixture.grid().as(Caller.owner(WorkspaceId.DEFAULT)),
                    URI.create("http://files.test"),
                    new TestLinks(),
                    InstantSource.system(),
                    Progress.UNHEARD,
                    Optional.empty()));
            return checked(JsonRpcDispatcher.bytes(dispatcher.response(message, outcome)));
        } catch (RpcException e) {
            return checked(JsonRpcDispatcher.bytes(JsonRpcDispatcher.error(e)));
        }
    }

    private static String lines(byte[] stream) throws IOException {
        LineInput lines = new LineInput(new ByteArrayInputStream(stream));
        int count = 0;
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            assertThat(line.get()).doesNotContain((byte) '\n');
            count++;
        }
        return "lines: " + Math.min(9, count);
    }

    private static String stdio(byte[] stream) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        adapter.serve(
                new ByteArrayInputStream(stream),
                out,
                Caller.owner(WorkspaceId.DEFAULT),
                URI.create("http://files.test"));
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> checked(line.getBytes(StandardCharsets.UTF_8)))
                .reduce("", String::concat);
    }

    /** How a message was answered, which must not be as a fault of the server. */
    private static String checked(byte[] answer) {
        JsonNode json;
        try {
            json = Talk.JSON.readTree(answer);
        } catch (IOException e) {
            throw new AssertionError("the answer is no JSON: " + new String(answer, StandardCharsets.UTF_8), e);
        }
        String text = json.toString();
        assertThat(json.path("jsonrpc").asText()).as(text).isEqualTo("2.0");
        assertThat(json.at("/error/code").asInt()).as(text).isNotEqualTo(-32603);
        assertThat(text).doesNotContain("INTERNAL_ERROR");
        return json.at("/error/message").asText()
                + json.at("/result/content/0/text").asText();
    }
}
