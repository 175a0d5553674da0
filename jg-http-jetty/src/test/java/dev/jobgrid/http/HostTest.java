package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {
    private static final String BODY = "{\"filename\":\"a.txt\"}";

    private static String create(GridServer server, String target, String... headers) throws Exception {
        return RawConnection.exchange(
                server.port(),
                "POST " + target + " HTTP/1.1|" + String.join("|", headers) + "|Authorization: Bearer "
                        + server.fullKey() + "|Content-Length: " + BODY.length() + "|Connection: close||" + BODY);
    }

    private static String uploadUrl(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 201");
        return Answer.parse(answer.substring(answer.indexOf("\r\n\r\n")))
                .at("/upload/upload_url")
                .asText();
    }

    @Test
    void urlsAreMadeFromTheHostThatTheClientUsed() throws Exception {
        try (GridServer server = GridServer.start()) {
            for (String host : List.of(
                    "gpu.example.com", "gpu.example.com:8443", "127.0.0.1:" + server.port(), "[::1]:99", "a_b.local")) {
                assertThat(uploadUrl(create(server, "/v1/job-inputs", "Host: " + host)))
                        .startsWith("http://" + host + "/v1/blobs/");
            }
        }
    }

    @Test
    void aHostThatIsNoHostsNameMakesNoUrl() throws Exception {
        try (GridServer server = GridServer.start()) {
            for (String host : List.of(
                    "evil.com/path",
                    "user@evil.com",
                    "evil.com?x",
                    "evil.com#x",
                    "a b",
                    "evil.com:99999x",
                    "<script>",
                    "evil.com\\@good",
                    "[::9999999999.]",
                    "[:::::]",
                    "[1.2.3.4]",
                    "",
                    "evil.com,good.com")) {
                String answer = create(server, "/v1/job-inputs", "Host: " + host);
                if (answer.startsWith("HTTP/1.1 201")) {
                    // An empty one is allowed, and Jetty then names its own address.
                    assertThat(host).isEmpty();
                } else {
                    assertThat(answer)
                            .as(host)
                            .startsWith("HTTP/1.1 400")
                            .contains("\"code\":\"INVALID_REQUEST\"", "\"request_id\"");
                }
                assertThat(answer).doesNotContain("evil.com/", "<script>");
            }
            assertThat(create(server, "/v1/job-inputs", "Host: a.com", "Host: b.com"))
                    .startsWith("HTTP/1.1 400");
            assertThat(create(server, "/v1/job-inputs", "X-No-Host: x")).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void forwardedHeadersCountFromTrustedProxiesOnly() throws Exception {
        String[] headers = {"Host: internal:80", "X-Forwarded-Host: gpu.example.com", "X-Forwarded-Proto: https"};
        try (GridServer server = GridServer.start()) {
            assertThat(uploadUrl(create(server, "/v1/job-inputs", headers))).startsWith("http://internal/");
        }
        try (GridServer server =
                GridServer.start(builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.0/8")))) {
            assertThat(uploadUrl(create(server, "/v1/job-inputs", headers))).startsWith("https://gpu.example.com/v1/");
            assertThat(uploadUrl(
                            create(server, "/v1/job-inputs", "Host: x", "X-Forwarded-Host: spoofed.com, real.com")))
                    .startsWith("http://real.com/");
            for (String host : List.of("evil.com/path", "[::9999999999.]", "[:::::]", "[1.2.3.4]")) {
                assertThat(create(server, "/v1/job-inputs", "Host: x", "X-Forwarded-Host: " + host))
                        .as(host)
                        .startsWith("HTTP/1.1 400");
            }
        }
    }

    @Test
    void theLastOfSeveralForwardedLinesCounts() throws Exception {
        try (GridServer server = GridServer.start(builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1")))) {
            assertThat(uploadUrl(create(
                            server,
                            "/v1/job-inputs",
                            "Host: x",
                            "X-Forwarded-Host: spoofed.com",
                            "X-Forwarded-Host: real.com",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-Proto: https")))
                    .startsWith("https://real.com/v1/");
        }
    }

    @Test
    void aPublishedUrlStandsWhateverTheClientSays() throws Exception {
        try (GridServer server =
                GridServer.start(builder -> builder.publicBaseUrl(URI.create("https://gpu.example.com/grid/"))
                        .trustedProxies(TrustedProxies.of("127.0.0.1")))) {
            String answer = create(server, "/v1/job-inputs", "Host: evil.com", "X-Forwarded-Host: evil.com");
            assertThat(uploadUrl(answer)).startsWith("https://gpu.example.com/grid/v1/blobs/inputs/");
            assertThat(answer).doesNotContain("evil.com");
        }
    }

    @Test
    void aPublishedUrlMustBeOne() throws Exception {
        try (GridServer server = GridServer.start()) {
            for (String url :
                    List.of("ftp://a", "https:/a", "gpu.example.com", "https://u:p@a", "https://a?b", "https://a#b")) {
                assertThatIllegalArgumentException()
                        .as(url)
                        .isThrownBy(() -> HttpAdapter.builder(server.grid())
                                .publicBaseUrl(URI.create(url))
                                .build())
                        .withMessageContaining("publicBaseUrl");
            }
        }
    }

    @Test
    void whatIsNotHttpIsAnsweredInThePublishedShape() throws Exception {
        try (GridServer server = GridServer.start()) {
            for (String request : List.of(
                    "NONSENSE||",
                    "GET /v1/jobs HTTP/9.9|Host: a|Connection: close||",
                    "GET /%zz HTTP/1.1|Host: a|Connection: close||",
                    "GET /v1/jobs/a%2fb HTTP/1.1|Host: a|Connection: close||",
                    "GET /v1/../../etc/passwd HTTP/1.1|Host: a|Connection: close||",
                    "GET /v1/jobs HTTP/1.1|Host: a|Connection: close|Bad Header: x||",
                    "GET /v1/jobs HTTP/1.1|Host: a|X: " + "y".repeat(20_000) + "||",
                    "GET /" + "y".repeat(20_000) + " HTTP/1.1|Host: a|Connection: close||",
                    "POST /v1/jobs HTTP/1.1|Host: a|Content-Length: x||",
                    "POST /v1/jobs HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||")) {
                String answer = RawConnection.exchange(server.port(), request);
                String shown = request.substring(0, Math.min(40, request.length()));
                assertThat(answer)
                        .as(shown)
                        .matches("(?s)HTTP/1.1 (4..|505) .*")
                        .contains("\"error\":{\"code\":\"");
                assertThat(answer).as(shown).contains("\"request_id\"").doesNotContain("Jetty", "<html>", "Exception");
            }
        }
    }

    @Test
    void aBodyThatEndsEarlyStoresNothing() throws Exception {
        try (GridServer server = GridServer.start()) {
            String key = server.fullKey();
            String url = server.post("/v1/job-inputs", key, BODY)
                    .json()
                    .at("/upload/upload_url")
                    .asText();
            try (RawConnection connection = new RawConnection(server.port())) {
                connection.send("PUT " + url.substring(server.url().length())
                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");
                connection.endOutput();
                assertThat(connection.readAll()).doesNotContain(" 200 ", " 500 ");
            }
            assertThat(server.get("/v1/job-inputs", key)
                            .json()
                            .at("/inputs/0/status")
                            .asText())
                    .isEqualTo("pending");
            server.put(url, new byte[] {1}).is(200);
        }
    }

    @Test
    void aBodyThatIsSaidToBeTooLargeIsRefusedBeforeItIsSent() throws Exception {
        try (GridServer server = GridServer.start()) {
            String key = server.fullKey();
            String url = server.post("/v1/job-inputs", key, BODY)
                    .json()
                    .at("/upload/upload_url")
                    .asText();
            for (String head : List.of(
                    "PUT " + url.substring(server.url().length())
                            + " HTTP/1.1\r\nHost: a\r\nContent-Length: 6000000000",
                    "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key
                            + "\r\nContent-Length: 1048577")) {
                try (RawConnection connection = new RawConnection(server.port())) {
                    connection.send(head + "\r\nExpect: 100-continue\r\n\r\n");
                    assertThat(connection.read(12)).isEqualTo("HTTP/1.1 413");
                }
            }
        }
    }
}
