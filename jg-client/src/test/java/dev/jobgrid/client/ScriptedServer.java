package dev.jobgrid.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that misbehaves as told: each request gets the next of the answers, the last one for ever. */
final class ScriptedServer implements AutoCloseable {
    private final List<Got> requests = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** A request that came. */
    record Got(String method, String path, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }
    }

    /** What answers a request. */
    interface Reply {
        void answer(HttpExchange exchange) throws IOException;
    }

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            requests.add(new Got(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders())));
            Reply reply = replies.size() > 1 ? replies.remove() : replies.element();
            try (exchange) {
                reply.answer(exchange);
            }
        });
        server.start();
    }

    ScriptedServer replying(Reply... scripted) {
        replies.addAll(List.of(scripted));
        return this;
    }

    static Reply json(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Reply error(int status, String code, String... headers) {
        return json(
                status,
                "{\"error\":{\"code\":\"" + code + "\",\"message\":\"as told\",\"request_id\":\"r\"}}",
                headers);
    }

    /** Says how much comes, sends some of it, and hangs up. */
    static Reply cut(int status, byte[] sent, long promised) {
        return exchange -> {
            exchange.sendResponseHeaders(status, promised);
            exchange.getResponseBody().write(sent);
            exchange.getResponseBody().flush();
            throw new IOException("as told");
        };
    }

    List<Got> requests() {
        return requests;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
