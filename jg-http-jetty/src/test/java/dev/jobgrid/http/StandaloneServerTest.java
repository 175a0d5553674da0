package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.http.jetty.TunedServer;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class StandaloneServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    private HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    @Test
    void itListensWhereItSaysUntilItIsClosed() throws Exception {
        try (GridServer grid = GridServer.start()) {
            StandaloneServer server =
                    StandaloneServer.start(HttpAdapter.builder(grid.grid()).build());
            assertThat(server.url()).isEqualTo("http://127.0.0.1:" + server.port());
            assertThat(client.send(request(server.url() + "/healthz"), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);

            server.close();
            server.close();

            assertThatThrownBy(() -> client.send(request(server.url() + "/healthz"), BodyHandlers.ofString()))
                    .isInstanceOf(ConnectException.class);
            assertThat(grid.grid().isHealthy()).isTrue();
        }
    }

    @Test
    void whatIsRefusedBeforeARouteHasTheShapeOfItsPath() throws Exception {
        try (GridServer grid = GridServer.start()) {
            String request = "GET %s HTTP/1.1|Host: x|Connection: close||";

            assertThat(RawConnection.exchange(grid.port(), request.formatted("/v1/mcp/jobs/%12")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("{\"ok\":false,\"error\":{\"code\":\"INVALID_REQUEST\"");
            assertThat(RawConnection.exchange(grid.port(), request.formatted("/v1/jobs/%12")))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("{\"error\":{\"code\":\"INVALID_REQUEST\"");
        }
    }

    @Test
    void aKeyIsNotReadAsOneBeforeItThatDiffersInCase() throws Exception {
        try (GridServer grid = GridServer.start();
                RawConnection connection = new RawConnection(grid.port())) {
            String key = grid.fullKey();
            String other = key.codePoints()
                    .skip(3)
                    .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
                    .collect(() -> new StringBuilder("jg_"), StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            connection.send(get(key, "keep-alive") + get(other, "close"));

            assertThat(connection.readAll().split("(?=HTTP/1.1 )"))
                    .extracting(answer -> answer.lines().findFirst().orElse(""))
                    .containsExactly("HTTP/1.1 200 OK", "HTTP/1.1 401 Unauthorized");
        }
    }

    private static String get(String key, String connection) {
        return "GET /v1/jobs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key + "\r\nConnection: " + connection
                + "\r\n\r\n";
    }

    /** Holds whoever logs until it is closed. */
    private static final class HeldLog extends Handler implements AutoCloseable {
        private final Logger logger;
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        private HeldLog(String name) {
            logger = Logger.getLogger(name);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            held.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            open.countDown();
            logger.removeHandler(this);
        }
    }

    @Test
    void aBurstOfConnectionsIsKeptUntilTheyAreAccepted() throws Exception {
        HttpLimits limits = HttpLimits.DEFAULT;
        HttpLimits one = new HttpLimits(limits.uploadBytes(), limits.urlLifetime(), limits.liveReaders(), 1);
        List<RawConnection> burst = new ArrayList<>();
        try (GridServer grid = GridServer.start(builder -> builder.limits(one));
                HeldLog log = new HeldLog("dev.jobgrid.http.jetty.AddressConnectionLimit")) {
            // What accepts connections says that the second is one too many, and stays there.
            burst.add(new RawConnection(grid.port()));
            burst.add(new RawConnection(grid.port()));
            log.held.await();

            // One without room would not be connected at all.
            for (int i = 0; i < 200; i++) {
                burst.add(new RawConnection(grid.port()));
            }
        } finally {
            for (RawConnection connection : burst) {
                connection.close();
            }
        }
    }

    @Test
    void aTakenPortIsSaidToBeTaken() throws Exception {
        try (GridServer grid = GridServer.start()) {
            HttpAdapter adapter = HttpAdapter.builder(grid.grid()).build();

            assertThatThrownBy(() -> StandaloneServer.start(adapter, "127.0.0.1", grid.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1 port " + grid.port());
        }
    }

    @Test
    void aGridThatIsClosedIsNotHealthy() throws Exception {
        try (GridServer grid = GridServer.start()) {
            grid.grid().close();

            assertThat(grid.get("/healthz", "").is(503).json().get("status").asText())
                    .isEqualTo("unavailable");
        }
    }

    @Test
    void closingWaitsForRequestsUnderWay() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (GridServer grid = GridServer.start()) {
            HttpAdapter adapter = HttpAdapter.builder(grid.grid())
                    .authenticator(token -> {
                        arrived.countDown();
                        waitFor(release);
                        return grid.grid().operations().apiKeys().authenticate(token);
                    })
                    .build();
            // Longer than a slow machine takes from here to the release.
            StandaloneServer server = TunedServer.timeouts(adapter, Duration.ofMinutes(5), Duration.ofMinutes(5));
            HttpRequest slow = HttpRequest.newBuilder(URI.create(server.url() + "/v1/jobs"))
                    .header("Authorization", "Bearer " + grid.fullKey())
                    .build();
            var answer = client.sendAsync(slow, BodyHandlers.ofString());
            waitFor(arrived);
            Thread closing = new Thread(server::close);
            closing.start();
            // One that it still takes is not to be waited for.
            await("the server to listen no more")
                    .untilAsserted(() -> assertThatThrownBy(() -> new RawConnection(server.port()).close())
                            .isInstanceOf(ConnectException.class));
            assertThat(closing.isAlive()).isTrue();
            release.countDown();

            assertThat(answer.get().statusCode()).isEqualTo(200);
            closing.join();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDownloadThatFailsInTheMiddleIsSeenToBeCutShort() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        try (FaultLog log = FaultLog.open();
                GridServer grid = GridServer.start(
                        new WithBlobs(storage, new FailingBlobs(storage.blobs(), 300_000)),
                        request -> RunScript.prints("x").leaving(Map.of("large.bin", new byte[900_000])),
                        builder -> builder)) {
            String key = grid.fullKey();
            String url = grid.downloadUrl(grid.finishedJob(key), "large.bin", key);

            assertThatThrownBy(() -> client.send(request(url), BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);
            await().untilAsserted(() -> assertThat(log.records())
                    .singleElement()
                    .satisfies(record -> assertThat(record.getMessage()).doesNotContain("signature=")));
        }
    }
}
