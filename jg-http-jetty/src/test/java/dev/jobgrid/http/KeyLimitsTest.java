package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.AccessLog;
import dev.jobgrid.testkit.sim.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyLimitsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final int BURST = 100;
    private static final Duration EACH = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock(NOW);

    private static String boundTo(GridServer server, String range) {
        KeyRequest request = new KeyRequest(
                WorkspaceId.DEFAULT,
                "bound",
                Set.of(Scope.JOBS_READ),
                Optional.empty(),
                List.of(AddressRange.parse(range)));
        return server.grid().operations().apiKeys().create(request).secret().value();
    }

    /** A list of jobs, asked for with these lines of X-Forwarded-For. */
    private static Answer listFrom(GridServer server, String key, String... forwardedFor) {
        HttpRequest.Builder request = server.request("/v1/jobs", key);
        Stream.of(forwardedFor)
                .filter(line -> !line.isEmpty())
                .forEach(line -> request.header("X-Forwarded-For", line));
        return server.send(request);
    }

    @Test
    void aKeyBoundToAddressesWorksFromThereOnly() throws Exception {
        try (GridServer server = GridServer.start()) {
            listFrom(server, boundTo(server, "127.0.0.0/8"), "").is(200);
            listFrom(server, boundTo(server, "10.0.0.0/8"), "").is(401);
            listFrom(server, boundTo(server, "10.0.0.0/8"), "10.0.0.1").is(401);
        }
    }

    @Test
    void theAddressIsWhatTheLastTrustedProxySaw() throws Exception {
        try (GridServer server =
                GridServer.start(builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1", "10.9.0.0/16")))) {
            String key = boundTo(server, "203.0.113.7");

            listFrom(server, key, "203.0.113.7").is(200);
            listFrom(server, key, "198.51.100.1, 203.0.113.7, 10.9.0.2").is(200);
            listFrom(server, key, "203.0.113.7, 198.51.100.1").is(401);
            listFrom(server, key, "").is(401);
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket()) {
            byte[] loopback = new byte[16];
            loopback[15] = 1;
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPeerByIpv6IsKnownByItsAddress() throws Exception {
        assumeTrue(hasIpv6(), "this host has no IPv6 loopback");
        List<AccessLog.Entry> entries = new CopyOnWriteArrayList<>();
        try (GridServer grid = GridServer.start();
                StandaloneServer plain = StandaloneServer.start(
                        HttpAdapter.builder(grid.grid()).accessLog(entries::add).build(), "::1", 0);
                StandaloneServer proxied = StandaloneServer.start(
                        HttpAdapter.builder(grid.grid())
                                .trustedProxies(TrustedProxies.of("::1"))
                                .build(),
                        "::1",
                        0)) {
            grid.get(plain.url() + "/v1/jobs", boundTo(grid, "::1")).is(200);
            grid.get(plain.url() + "/v1/jobs", boundTo(grid, "::/0")).is(200);
            grid.get(plain.url() + "/v1/jobs", boundTo(grid, "fd00::/8")).is(401);
            HttpRequest.Builder request = grid.request(proxied.url() + "/v1/jobs", boundTo(grid, "2001:db8::7"));
            grid.send(request.header("X-Forwarded-For", "[2001:db8::7]")).is(200);

            await("the answers to be logged").until(() -> entries.size() == 3);
            assertThat(entries).extracting(AccessLog.Entry::client).containsOnly("0:0:0:0:0:0:0:1");
        }
    }

    @Test
    void aLineThatTheClientSentComesBeforeTheLineOfTheProxy() throws Exception {
        try (GridServer server =
                GridServer.start(builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1", "10.9.0.0/16")))) {
            String key = boundTo(server, "203.0.113.7");

            listFrom(server, key, "203.0.113.7", "198.51.100.1").is(401);
            listFrom(server, key, "203.0.113.7, 198.51.100.1", "10.9.0.2").is(401);
            listFrom(server, key, "198.51.100.1", "203.0.113.7").is(200);
            listFrom(server, key, "198.51.100.1", "203.0.113.7", "10.9.0.2").is(200);
        }
    }

    @Test
    void wrongKeysAreTurnedAwayWhenTooManyCameFromAnAddressAndRightOnesAreNot() throws Exception {
        try (GridServer server = GridServer.by(clock, more -> more.trustedProxies(TrustedProxies.of("127.0.0.1")))) {
            String key = server.key(Scope.JOBS_READ);
            for (int i = 0; i < BURST; i++) {
                listFrom(server, "jg_wrong" + i, "198.51.100.1").is(401);
            }

            Answer turnedAway = listFrom(server, "jg_wrong", "198.51.100.1").is(429);
            assertThat(turnedAway.header("Retry-After")).isEqualTo("1");
            listFrom(server, "jg_wrong", "198.51.100.2").is(401);
            listFrom(server, key, "198.51.100.1").is(200);

            clock.advance(EACH.multipliedBy(BURST));
            listFrom(server, "jg_wrong", "198.51.100.1").is(401);
            assertThat(server.grid().operations().apiKeys().audit(WorkspaceId.DEFAULT, 100))
                    .filteredOn(event -> event.kind() == AuditEvent.Kind.ADDRESS_BLOCKED)
                    .extracting(AuditEvent::subject)
                    .containsExactly("198.51.100.1");
        }
    }

    @Test
    void whoMayAskWhoHoldsATokenIsLimitedAlike() throws Exception {
        Secret service = new Secret("service-".repeat(5));
        try (GridServer server = GridServer.by(clock, more -> more.serviceKeys(service))) {
            for (int i = 0; i < BURST; i++) {
                server.post("/oauth/introspect", "wrong" + i, "{\"token\":\"x\"}")
                        .is(401);
            }

            Answer turnedAway = server.post("/oauth/introspect", "wrong", "{\"token\":\"x\"}")
                    .is(429);
            assertThat(turnedAway.header("Retry-After")).isEqualTo("1");
            listFrom(server, "jg_wrong").is(429);
            server.post("/oauth/introspect", service.value(), "{\"token\":\"x\"}")
                    .is(200);
        }
    }

    @Test
    void aGatewayMayUseAKeyThatIsBoundToItsAddress() throws Exception {
        Secret service = new Secret("service-".repeat(5));
        try (GridServer server = GridServer.start(builder -> builder.serviceKeys(service))) {
            String here = boundTo(server, "127.0.0.0/8");
            String elsewhere = boundTo(server, "10.0.0.0/8");

            assertThat(isActive(server, service, here)).isTrue();
            assertThat(isActive(server, service, elsewhere)).isFalse();
        }
    }

    private static boolean isActive(GridServer server, Secret service, String token) {
        return server.post("/oauth/introspect", service.value(), "{\"token\":\"" + token + "\"}")
                .is(200)
                .json()
                .get("active")
                .asBoolean();
    }
}
