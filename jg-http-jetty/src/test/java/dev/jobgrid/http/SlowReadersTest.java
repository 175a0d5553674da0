package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.auth.Scope;
import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.http.signing.SigningKeys;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take little of a large response: files, pages of logs, live logs. */
final class SlowReadersTest {
    /** More than the server has threads. */
    private static final int MANY = 140;

    private static final SigningKeys KEYS = SigningKeys.random();
    private static final byte[] FILE = new byte[1 << 20];

    private static GridServer server;
    private static String key;
    private static String job;

    private final List<RawConnection> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        for (int i = 0; i < FILE.length; i++) {
            FILE[i] = (byte) (i % 251);
        }
        String[] lines =
                IntStream.range(0, 40).mapToObj(i -> "x".repeat(16 << 10)).toArray(String[]::new);
        server = GridServer.start(
                request -> RunScript.prints(lines).leaving(Map.of("large.bin", FILE)),
                builder -> builder.signingKeys(KEYS));
        key = server.fullKey();
        job = server.finishedJob(key);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void closeAll() throws IOException {
        for (RawConnection connection : open) {
            connection.close();
        }
    }

    /** Asks, and reads nothing. */
    private RawConnection ask(int port, String path, String bearer) throws IOException {
        RawConnection connection = RawConnection.withSmallBuffer(port);
        open.add(connection);
        connection.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + bearer
                + "\r\n\r\n");
        return connection;
    }

    private static String file() {
        URI url = URI.create(server.downloadUrl(job, "large.bin", key));
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    /** A server that can send little ahead, with room for a page of a workspace, or 32 live logs. */
    private static SmallBuffersServer smallBuffers(GridClock clock) throws Exception {
        Tuning tuning = new Tuning(1, 1, 4 << 20);
        return new SmallBuffersServer(HttpAdapter.builder(server.grid())
                .signingKeys(KEYS)
                .tuning(tuning)
                .clock(clock)
                .build());
    }

    @Test
    void thoseWhoTakeAFileSlowlyHoldNoThreadAndGetItWhole() throws Exception {
        String file = file();
        try (SmallBuffersServer jetty = smallBuffers(GridClock.system())) {
            for (int i = 0; i < MANY; i++) {
                ask(jetty.port(), file, "");
            }
            await("all to be sent as much as fits").until(() -> jetty.blockedWrites() == MANY);

            server.get(jetty.url() + "/v1/jobs", key).is(200);
            String whole = open.get(0).readAll();

            assertThat(whole.substring(whole.length() - FILE.length))
                    .isEqualTo(new String(FILE, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void whoTakesLessThanTheMinimumIsCutOff() throws Exception {
        SettableClock clock = new SettableClock(Instant.now());
        String file = file();
        try (SmallBuffersServer jetty = smallBuffers(clock)) {
            RawConnection slow = ask(jetty.port(), file, "");
            await("as much to be sent as fits").until(() -> jetty.blockedWrites() == 1);
            clock.advance(Duration.ofHours(1));

            assertThat(slow.readUntilCut()).isLessThan(FILE.length);
        }
    }

    @Test
    void aPageThatIsNotTakenLeavesNoRoomForAnotherOfItsWorkspaceOnly() throws Exception {
        String page = "/v1/jobs/" + job + "/logs?limit=500";
        try (SmallBuffersServer jetty = smallBuffers(GridClock.system())) {
            ask(jetty.port(), page, key);
            await("as much to be sent as fits").until(() -> jetty.blockedWrites() == 1);

            for (String route : List.of("/v1/jobs/", "/v1/mcp/jobs/")) {
                Answer refused =
                        server.get(jetty.url() + route + job + "/logs", key).isError(503, "QUEUE_SATURATED");
                assertThat(refused.header("Retry-After")).isEqualTo("2");
            }
            server.get(jetty.url() + page, strangersKey()).isError(404, "NOT_FOUND");

            open.get(0).close();
            await("its room to be free")
                    .until(() -> server.get(jetty.url() + page, key).status() == 200);
        }
    }

    private static String strangersKey() {
        return server.key(new WorkspaceId("stranger"), Set.of(Scope.values()));
    }

    @Test
    void liveLogsBeyondTheirRoomAreToldToComeAgain() throws Exception {
        String live = "/v1/jobs/" + job + "/logs/live";
        try (SmallBuffersServer jetty = smallBuffers(GridClock.system())) {
            for (int i = 0; i < 32; i++) {
                ask(jetty.port(), live, key);
            }
            await("all to be sent as much as fits").until(() -> jetty.blockedWrites() == 32);

            assertThat(server.get(jetty.url() + live, key)
                            .isError(503, "QUEUE_SATURATED")
                            .header("Retry-After"))
                    .isEqualTo("2");
            server.get(jetty.url() + live, strangersKey()).isError(404, "NOT_FOUND");

            open.get(0).close();
            await("its room to be free")
                    .until(() -> ask(jetty.port(), live, key).read(12).equals("HTTP/1.1 200"));
        }
    }
}
