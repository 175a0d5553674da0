package dev.jobgrid.executor.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineRequest;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before an Engine and answers a question for its information with an earlier answer, as Docker does while many ask, until
 * someone has asked for the events of the past.
 */
final class PastTime implements AutoCloseable {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final HttpServer server;
    private final EngineHttp engine;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile byte[] earlier = {};

    PastTime(DockerEngine engine) throws IOException {
        this.engine = TestEngines.http(engine);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.setExecutor(threads);
        server.start();
    }

    String uri() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it is always now. */
    void stop() throws IOException {
        earlier = engine.call(
                EngineRequest.of("GET", "/info"), LONG, answer -> answer.body().readAllBytes());
    }

    boolean isStopped() {
        return earlier.length > 0;
    }

    private void pass(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        try (exchange) {
            if (path.endsWith("/info") && isStopped()) {
                exchange.sendResponseHeaders(200, earlier.length);
                exchange.getResponseBody().write(earlier);
                return;
            }
            EngineRequest request = EngineRequest.of(exchange.getRequestMethod(), path);
            try (EngineResponse answer = engine.open(request, new StallTimer(LONG))) {
                exchange.sendResponseHeaders(answer.status(), 0);
                flow(answer, exchange.getResponseBody());
            } catch (EngineRefusalException e) {
                exchange.sendResponseHeaders(e.status(), -1);
            }
            if (path.contains("/events?") && path.contains("until=")) {
                earlier = new byte[0];
            }
        }
    }

    private static void flow(EngineResponse answer, OutputStream to) throws IOException {
        byte[] some = new byte[8 * 1024];
        for (int n = answer.body().read(some); n >= 0; n = answer.body().read(some)) {
            to.write(some, 0, n);
            to.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        engine.close();
        threads.shutdownNow();
    }
}
