package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.executor.docker.internal.http.EngineAddress;
import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class EngineApiTest {
    @Test
    void anEngineThatTellsNoTimeIsAskedForNoEvents() throws IOException {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            clock.execute(() -> answer(server, "{}"));
            EngineAddress engine =
                    new EngineAddress("odd", URI.create("tcp://127.0.0.1:" + server.getLocalPort()), Optional.empty());
            EngineApi api = new EngineApi(new EngineHttp(engine, CircuitBreaker.ofDefaults("odd"), clock));

            assertThatThrownBy(() -> api.events("mine"))
                    .isInstanceOf(EngineDownException.class)
                    .hasMessageContaining("time");
        } finally {
            clock.shutdownNow();
        }
    }

    private static void answer(ServerSocket server, String json) {
        try (Socket client = server.accept()) {
            client.getInputStream().read();
            client.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + json.length() + "\r\n\r\n" + json)
                            .getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The caller is told by what it gets.
        }
    }
}
