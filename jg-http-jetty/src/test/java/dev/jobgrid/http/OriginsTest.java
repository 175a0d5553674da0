package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.http.internal.exchange.AllowedOrigins;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What browsers are told. */
final class OriginsTest {
    private static final String PORTAL = "https://portal.example.com";

    private static Answer preflight(GridServer server, String origin) {
        return server.send(server.request("/v1/jobs", "")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    @Test
    void noPageMayCallUnlessSet() throws Exception {
        try (GridServer server = GridServer.start()) {
            assertThat(preflight(server, PORTAL).header("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void aPageOfAnAllowedHostMayCallAndNoOther() throws Exception {
        try (GridServer server = GridServer.start(builder -> builder.allowOrigins(Set.of(PORTAL)))) {
            Answer allowed = preflight(server, PORTAL).is(204);
            assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(PORTAL);
            assertThat(allowed.header("Access-Control-Allow-Headers")).contains("Authorization");
            assertThat(preflight(server, "https://evil.example.com").header("Access-Control-Allow-Origin"))
                    .isEmpty();
            Answer refused = server.send(server.request("/v1/jobs", "").header("Origin", PORTAL))
                    .isError(401, "UNAUTHORIZED");
            assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(PORTAL);
        }
    }

    @Test
    void whatIsNoOriginIsRefused() {
        for (String bad : List.of("*", "portal.example.com", PORTAL + "/", "ftp://x", "https://u@h")) {
            assertThatThrownBy(() -> new AllowedOrigins(Set.of(bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
