package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing secret that a server is given or gives shows in what it logs, refuses or tells of its jobs. */
class SecretsTest {
    private static final String SIGNING = "s3cret-of-signatures-0f3a9c1d";
    private static final String TOKEN = "s3cret-for-the-callback-77c1e0b2";
    private static final String VARIABLE = "s3cret-of-the-job-5d9f3a";
    private static final String SERVICE = "s3cret-of-a-gateway-9c4f17d2e6b8";
    private static final String QUERY = "s3cret-of-the-hook-e81b44";

    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private final List<String> secrets = new ArrayList<>(List.of(SIGNING, TOKEN, VARIABLE, QUERY, SERVICE));
    private final StringBuilder told = new StringBuilder();

    private void refused(ApiClient client, String path, Map<String, ?> body) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.post(path, body))
                .satisfies(e -> told.append(e.getMessage()).append('\n'));
    }

    private void upload(ApiClient client) throws Exception {
        Path file = Files.writeString(folder.resolve("input.txt"), "hello\n");
        JsonNode slot = client.post(
                "/v1/job-inputs", Map.of("filename", "input.txt", "content_type", "text/plain", "kind", "input"));
        URI url = URI.create(slot.findPath("upload_url").asText());
        secrets.add(url.getRawQuery());
        secrets.add(slot.findPath("token").asText());
        client.put(url, "text/plain", file);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.put(URI.create(url + "0"), "text/plain", file))
                .satisfies(e -> told.append(e.getMessage()).append('\n'));
    }

    private String job(ApiClient client) throws Exception {
        return client.post(
                        "/v1/jobs",
                        Map.of(
                                "name",
                                "secrets",
                                "image",
                                "acme/app:1-gpu",
                                "workload_type",
                                "batch",
                                "command",
                                List.of("/bin/sh", "-c", "exit 3"),
                                "environment",
                                Map.of("PASSWORD", VARIABLE),
                                "callback_url",
                                "http://localhost:1/hook?key=" + QUERY,
                                "callback_auth_token",
                                TOKEN))
                .path("job_id")
                .asText();
    }

    @Test
    void noSecretIsLoggedOrTold() throws Exception {
        Path access = folder.resolve("access.log");
        try (ServerProcess server = ServerProcess.start(
                folder,
                Programs.PATH,
                Map.of("JG_CALLBACK_SECRET", SIGNING, "JOBGRID_SERVICE_KEY", SERVICE),
                "--simulate-gpu=NVIDIA L4:24",
                "--development-mode",
                "--access-log=" + access)) {
            ApiClient client = server.client();
            secrets.add(server.key());
            upload(client);
            String job = job(client);
            await("a callback to fail")
                    .until(() ->
                            client.get("/v1/jobs/" + job + "/events").toString().contains("callback.retrying"));
            for (String part : List.of("", "/events", "/logs", "/runtime", "/artifacts")) {
                told.append(client.get("/v1/jobs/" + job + part)).append('\n');
            }
            told.append(client.get("/v1/jobs"));
            refused(new ApiClient(server.url(), SERVICE), "/v1/jobs", Map.of());
            refused(client, "/oauth/introspect", Map.of("token", server.key()));
            refused(client, "/v1/jobs", Map.of("name", "x", "environment", Map.of("A B", VARIABLE)));
            refused(client, "/v1/jobs", Map.of("callback_url", "ftp://u:" + TOKEN + "@h/", "callback_auth_token", 1));
            refused(new ApiClient(server.url(), server.key() + "x"), "/v1/jobs", Map.of());

            // The key is shown once to whoever starts the server on a new folder: that is where it is given out.
            String log = server.output().replace("API key  " + server.key() + "  (shown this once)", "");
            told.append(log).append(Files.readString(access, StandardCharsets.UTF_8));
            assertThat(log).contains("JobGrid takes requests");
            assertThat(Files.readString(access, StandardCharsets.UTF_8)).contains("/v1/jobs/" + job);
        }
        assertThat(secrets)
                .hasSize(8)
                .allSatisfy(secret -> assertThat(told.toString()).doesNotContain(secret));
    }
}
