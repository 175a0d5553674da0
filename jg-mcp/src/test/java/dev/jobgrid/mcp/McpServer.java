package dev.jobgrid.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.testkit.grid.GridFixture;
import dev.jobgrid.testkit.http.Printed;
import dev.jobgrid.testkit.sim.RunScript;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servlet in a real container on a free port, over a grid in memory. */
final class McpServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final GridFixture fixture;
    private final Server server;
    private final int port;

    private McpServer(GridFixture fixture, Server server, int port) {
        this.fixture = fixture;
        this.server = server;
        this.port = port;
    }

    static McpServer start(RunScript script, UnaryOperator<McpAdapterBuilder> more) throws Exception {
        GridFixture fixture = GridFixture.open(run -> script);
        HttpServlet servlet = more.apply(McpAdapter.builder(fixture.grid()).links(new TestLinks()))
                .servlet();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(servlet), "/mcp");
        context.addServlet(new ServletHolder(servlet), "/.well-known/oauth-protected-resource/*");
        server.setHandler(context);
        server.start();
        return new McpServer(fixture, server, connector.getLocalPort());
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String key(Scope... scopes) {
        return fixture.grid()
                .operations()
                .apiKeys()
                .create(WorkspaceId.DEFAULT, "test", Set.of(scopes), Optional.empty())
                .secret()
                .value();
    }

    GridFixture fixture() {
        return fixture;
    }

    /** A POST as clients make it. */
    HttpRequest.Builder post(String key, String body) {
        return HttpRequest.newBuilder(URI.create(url() + "/mcp"))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 400 || answer.body().contains("\"isError\":true")) {
                Printed.keep(answer.headers().map() + " " + answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #send}, for an answer that is to be read while it comes. */
    HttpResponse<Stream<String>> sendForLines(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofLines());
    }

    HttpResponse<String> call(String key, String tool, String arguments) {
        return send(post(key, request(tool, arguments)));
    }

    static String request(String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(answer.body(), e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            fixture.close();
        }
    }
}
