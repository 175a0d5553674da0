package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.http.internal.exchange.Tuning;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.testkit.sim.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bodies that do not come to their end, of clients with a key and without. */
final class UnfinishedBodiesTest {
    private static final int LENGTH = 16 << 10;

    /** So many bodies have room when they are read ahead. */
    private static final int FIT = 60;

    private static final int MANY = 100;

    private final List<RawConnection> open = new ArrayList<>();

    private RawConnection send(GridServer server, String key, int length, int sent) throws IOException {
        RawConnection connection = new RawConnection(server.port());
        open.add(connection);
        String bearer = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
        connection.send("POST /v1/jobs HTTP/1.1\r\nHost: x\r\n" + bearer
                + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n" + " ".repeat(sent));
        return connection;
    }

    private void closeAll() throws IOException {
        for (RawConnection connection : open) {
            connection.close();
        }
    }

    @Test
    void whoHasNoKeyIsToldSoBeforeALargeBodyIsThere() throws Exception {
        try (GridServer server = GridServer.start()) {
            RawConnection connection = send(server, "", 40_000, 39_999);

            assertThat(connection.read(13)).isEqualTo("HTTP/1.1 401 ");
        } finally {
            closeAll();
        }
    }

    @Test
    void whoSendsOnAfterARefusalSeesItAndNoReset() throws Exception {
        try (GridServer server = GridServer.start()) {
            RawConnection connection = send(server, "", 800_000, 0);
            String status = connection.read(13);
            connection.send(" ".repeat(800_000));
            connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(status).isEqualTo("HTTP/1.1 401 ");
            assertThat(connection.readAll()).contains("{\"error\":{\"code\":\"UNAUTHORIZED\"", "HTTP/1.1 200 OK");
        } finally {
            closeAll();
        }
    }

    @Test
    void noMoreThanTheRoomForThemIsHeldForBodiesThatLackTheirEnd() throws Exception {
        // Those that are held must not be given up for standing still before the others are counted.
        Tuning tuning = Tuning.DEFAULT.bytesAhead(FIT * LENGTH).times(Duration.ofMinutes(10), Duration.ZERO);
        try (GridServer server = GridServer.start(builder -> builder.tuning(tuning))) {
            for (int i = 0; i < MANY; i++) {
                send(server, "", LENGTH, LENGTH - 1);
            }

            await("those without room to be answered").until(() -> answered().size() == MANY - FIT);
            for (RawConnection refused : answered()) {
                assertThat(refused.read(13)).isEqualTo("HTTP/1.1 401 ");
            }
            server.post("/v1/jobs", server.fullKey(), GridServer.JOB).is(202);
        } finally {
            closeAll();
        }
    }

    private List<RawConnection> answered() throws IOException {
        List<RawConnection> answered = new ArrayList<>();
        for (RawConnection connection : open) {
            if (connection.isAnswered()) {
                answered.add(connection);
            }
        }
        return answered;
    }

    /** Tells how often it was asked how much time has passed. */
    private static final class CountingClock implements GridClock {
        private final SettableClock clock = new SettableClock(Instant.parse("2026-06-11T12:00:00Z"));
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public long nanoTime() {
            asked.incrementAndGet();
            return clock.nanoTime();
        }
    }

    @Test
    void aBodyThatTricklesIsNotWaitedForToItsEnd() throws Exception {
        for (int length : List.of(1000, 100_000)) {
            // Asked when the server begins to wait for the body; before, too, if the request has a thread by then.
            int readings = length == 1000 ? 1 : 2;
            CountingClock clock = new CountingClock();
            try (GridServer server = GridServer.start(builder -> builder.clock(clock))) {
                RawConnection connection = send(server, server.fullKey(), length, 0);
                await("the wait for the body").until(() -> clock.asked.get() == readings);
                clock.clock.advance(Duration.ofSeconds(11));
                connection.send(" ");

                assertThat(connection.readAll())
                        .startsWith("HTTP/1.1 408 ")
                        .contains("{\"error\":{\"code\":\"INVALID_REQUEST\"", "send at least 1024 bytes/s");
            } finally {
                closeAll();
            }
        }
    }

    @Test
    void aBodyThatComesFastEnoughIsWaitedForHoweverLongItIs() {
        assertThat(LeastRate.isTooSlow(0, Duration.ofSeconds(10))).isFalse();
        assertThat(LeastRate.isTooSlow(3600 * 1024, Duration.ofSeconds(3610))).isFalse();
        assertThat(LeastRate.isTooSlow(3600 * 1024 - 1, Duration.ofSeconds(3610)))
                .isTrue();
    }

    @Test
    void anAddressHasNoMoreConnectionsThanItsShare() throws Exception {
        InetAddress other = InetAddress.getByName("127.0.0.2");
        try (GridServer server =
                GridServer.start(builder -> builder.limits(HttpLimits.DEFAULT.withConnectionsPerAddress(3)))) {
            for (int i = 0; i < 3; i++) {
                assertThat(served(new RawConnection(server.port()))).isTrue();
            }

            assertThat(served(new RawConnection(server.port()))).isFalse();
            assertThat(served(RawConnection.from(other, server.port()))).isTrue();

            open.remove(0).close();
            await().until(() -> served(new RawConnection(server.port())));
        } finally {
            closeAll();
        }
    }

    @Test
    void aTrustedProxyHasAsManyConnectionsAsItNeeds() throws Exception {
        try (GridServer server =
                GridServer.start(builder -> builder.limits(HttpLimits.DEFAULT.withConnectionsPerAddress(1))
                        .trustedProxies(TrustedProxies.of("127.0.0.0/8")))) {
            for (int i = 0; i < 5; i++) {
                assertThat(served(new RawConnection(server.port()))).isTrue();
            }
        } finally {
            closeAll();
        }
    }

    /** Whether a request on this connection, which stays open, is answered. */
    private boolean served(RawConnection connection) {
        open.add(connection);
        try {
            connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
            return connection.read(15).equals("HTTP/1.1 200 OK");
        } catch (IOException e) {
            return false;
        }
    }
}
