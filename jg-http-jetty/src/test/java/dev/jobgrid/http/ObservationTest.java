package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.AccessLog;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private final List<AccessLog.Entry> entries = new CopyOnWriteArrayList<>();

    private AccessLog.Entry only() {
        await("the answer to be logged").until(() -> !entries.isEmpty());
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    @Test
    void aGridThatWorksIsReady() throws Exception {
        try (GridServer server = GridServer.start()) {
            JsonNode answer = server.get("/readyz", "").is(200).json();

            assertThat(answer.path("status").asText()).isEqualTo("ready");
            assertThat(answer.path("checks").findValuesAsText("name")).contains("store");
        }
    }

    @Test
    void aGridThatDoesNotWorkSaysWhatIsWrong() throws Exception {
        try (GridServer server = GridServer.start()) {
            server.grid().close();

            JsonNode answer = server.get("/readyz", "").is(503).json();

            assertThat(answer.path("checks").findValuesAsText("detail")).contains("the grid is closed");
        }
    }

    @Test
    void metricsAreThereOnlyWhereTheEmbedderHasThem() throws Exception {
        try (GridServer server = GridServer.start()) {
            server.get("/metrics", "").isError(404, "NOT_FOUND");
        }
        try (GridServer server = GridServer.start(builder -> builder.metrics(() -> "jobgrid_jobs 1\n"))) {
            Answer answer = server.get("/metrics", "").is(200);

            assertThat(answer.text()).isEqualTo("jobgrid_jobs 1\n");
            assertThat(answer.header("Content-Type")).startsWith("text/plain");
        }
    }

    @Test
    void aRequestIsLoggedWithWhoMadeItAndWithoutItsSecrets() throws Exception {
        try (GridServer server = GridServer.start(builder -> builder.accessLog(entries::add))) {
            String key = server.fullKey();
            server.send(server.request("/v1/jobs?limit=1&token=sec-ret", key).header("X-Request-Id", "req-7"));

            AccessLog.Entry entry = only();
            assertThat(entry.requestId()).isEqualTo("req-7");
            assertThat(entry.method()).isEqualTo("GET");
            assertThat(entry.path()).isEqualTo("/v1/jobs");
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.client()).isEqualTo("127.0.0.1");
            assertThat(entry.subject()).contains("test");
            assertThat(entry.workspace()).contains("default");
            assertThat(entry.took().isNegative()).isFalse();
        }
    }

    @Test
    void howLongARequestTookIsNotToldByAClockThatIsSetMeanwhile() throws Exception {
        AtomicInteger readings = new AtomicInteger();
        InstantSource setBack =
                () -> Instant.EPOCH.plus(Duration.ofDays(1)).minus(Duration.ofMinutes(readings.getAndIncrement()));
        try (GridServer server =
                GridServer.start(builder -> builder.accessLog(entries::add).clock(setBack))) {
            server.get("/readyz", "").is(200);

            assertThat(only().took()).isGreaterThanOrEqualTo(Duration.ZERO);
        }
    }

    @Test
    void aKeyInThePathIsNotLogged() throws Exception {
        try (GridServer server = GridServer.start(builder -> builder.accessLog(entries::add))) {
            String key = server.fullKey();
            server.get("/v1/jobs/" + key, "");

            AccessLog.Entry entry = only();
            assertThat(entry.path()).isEqualTo("/v1/jobs/***");
            assertThat(entry.status()).isEqualTo(401);
            assertThat(entry.subject()).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aServletBesideIsLoggedAndSeesTheClientsAddress() throws Exception {
        try (GridServer server = GridServer.behind(
                adapter -> StandaloneServer.builder(adapter)
                        .beside("/beside", new AddressServlet())
                        .start("127.0.0.1", 0),
                builder -> builder.accessLog(entries::add).trustedProxies(TrustedProxies.of("127.0.0.1")))) {
            Answer answer = server.send(server.request("/beside?token=s3cret", "s3cret-key")
                    .header("X-Forwarded-For", "198.51.100.1, 2001:db8::7")
                    .header("X-Request-Id", "req-8"));

            assertThat(answer.is(200).text()).isEqualTo("2001:db8:0:0:0:0:0:7");
            assertThat(answer.header("X-Request-Id")).isEqualTo("req-8");
            AccessLog.Entry entry = only();
            assertThat(entry.requestId()).isEqualTo("req-8");
            assertThat(entry.client()).isEqualTo("2001:db8:0:0:0:0:0:7");
            assertThat(entry.path()).isEqualTo("/beside");
            assertThat(entry.route()).contains("/beside");
            assertThat(entry.subject()).contains("owner");
            assertThat(entry.workspace()).contains("default");
        }
    }

    /** Answers with the address that it sees. */
    private static final class AddressServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.setAttribute(Caller.class.getName(), Caller.owner(WorkspaceId.DEFAULT));
            response.getWriter().print(request.getRemoteAddr());
        }
    }
}
