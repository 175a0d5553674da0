package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call the real server by its options: web pages, and those with tokens of an identity provider. */
class ServerAccessTest {
    private static final String SERVICE_KEY = "service-".repeat(5);
    private static final String PAGE = "https://portal.example.com";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @Test
    void tokensOfTheProviderAreTakenAndPagesOfTheListMayCall() throws Exception {
        try (TokenProvider provider = TokenProvider.start();
                ServerProcess server = ServerProcess.start(
                        folder,
                        Programs.PATH,
                        Map.of("JOBGRID_SERVICE_KEY", SERVICE_KEY),
                        "--simulate-gpu=NVIDIA L4:24",
                        "--jwt-issuer=" + TokenProvider.ISSUER,
                        "--jwt-keys=" + provider.keys(),
                        "--jwt-audience=" + TokenProvider.AUDIENCE,
                        "--allow-origin=" + PAGE,
                        "--allow-host=grid.example.com")) {
            Instant expires = Instant.now().plusSeconds(600);
            String token = provider.token(expires);
            assertThat(new ApiClient(server.url(), token).get("/v1/jobs").path("items"))
                    .isEmpty();
            assertThat(server.client().get("/v1/jobs").path("items")).isEmpty();
            assertThat(new ApiClient(server.url(), SERVICE_KEY)
                            .post("/oauth/introspect", Map.of("token", token))
                            .path("exp")
                            .asLong())
                    .isEqualTo(expires.getEpochSecond());
            String expired = provider.token(Instant.now().minusSeconds(120));
            assertThatThrownBy(() -> new ApiClient(server.url(), expired).get("/v1/jobs"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("401");

            assertThat(server.client()
                            .get("/.well-known/oauth-protected-resource")
                            .path("authorization_servers")
                            .toString())
                    .isEqualTo("[\"" + TokenProvider.ISSUER + "\"]");
            assertThat(ping(server, token, PAGE).statusCode()).isEqualTo(200);
            assertThat(ping(server, token, PAGE).headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(PAGE);
            assertThat(ping(server, token, "https://evil.example").statusCode()).isEqualTo(403);
            assertThat(ping(server, expired, PAGE).statusCode()).isEqualTo(401);
        }
    }

    private static HttpResponse<String> ping(ServerProcess server, String token, String page) throws Exception {
        URI url = server.url().resolve("/mcp");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .header("Origin", page)
                                .POST(BodyPublishers.ofString(PING))
                                .build(),
                        BodyHandlers.ofString());
    }
}
