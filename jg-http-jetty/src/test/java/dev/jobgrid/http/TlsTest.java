package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.testkit.http.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
    /** The beginning of a greeting of 512 bytes, of which no more comes. */
    private static final String HALF_A_GREETING = "\26\3\1\2\0\1\0\1\374\3\3";

    @TempDir
    private static Path folder = Path.of("");

    private static TestCertificate certificate;
    private static GridServer server;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        certificate = TestCertificate.make(folder, "EC", 30);
        certificate.writeCertificate(folder.resolve("cert.pem"));
        certificate.writeKey(folder.resolve("key.pem"));
        server = GridServer.behind(
                TlsTest::secured, builder -> builder.limits(HttpLimits.DEFAULT.withConnectionsPerAddress(300)));
        client = client(certificate.trusting());
    }

    private static StandaloneServer secured(HttpAdapter adapter) throws IOException {
        return StandaloneServer.builder(adapter)
                .tls(folder.resolve("cert.pem"), folder.resolve("key.pem"))
                .start("127.0.0.1", 0);
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return client.send(server.request(path, key).build(), BodyHandlers.ofString());
    }

    @Test
    void addressesInAnswersAreThoseOfTls() throws Exception {
        assertThat(server.url()).startsWith("https://127.0.0.1:");
        String body = "{\"filename\":\"run.py\",\"content_type\":\"text/x-python\",\"kind\":\"script\"}";
        HttpResponse<String> answer = client.send(
                server.request("/v1/job-inputs", server.fullKey())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        assertThat(answer.body()).contains(server.url() + "/v1/blobs/");
        assertThat(get("/v1/jobs", "").statusCode()).isEqualTo(401);
    }

    @Test
    void readinessLooksAtTheCertificate() throws Exception {
        assertThat(get("/readyz", "").body()).contains("{\"name\":\"certificate\",\"status\":\"ok\"}");
    }

    @Test
    void tls12And13AreSpokenAndNothingPlain() throws Exception {
        SSLContext tls = certificate.trusting();
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket =
                    (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            }
        }
        assertThat(RawConnection.exchange(server.port(), "GET /healthz HTTP/1.1|Host: x||"))
                .doesNotContain("HTTP/1.1 200");
    }

    @Test
    void clientsThatNeverGetDoneWithTheirGreetingStopNobodyAndAreCounted() throws Exception {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                slow.add(new RawConnection(server.port()));
                slow.get(i).send(i % 2 == 0 ? HALF_A_GREETING : "\26");
            }
            for (int i = 0; i < 10; i++) {
                assertThat(get("/v1/jobs", server.fullKey()).statusCode()).isEqualTo(200);
            }
            for (int i = 0; i < 60; i++) {
                slow.add(new RawConnection(server.port()));
            }
            assertThat(isClosed(slow.get(slow.size() - 1))).isTrue();
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
    }

    private static boolean isClosed(RawConnection connection) {
        try {
            return connection.readAll().isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aRenewedCertificateIsServedWithoutARestart() throws Exception {
        TestCertificate renewed = TestCertificate.make(folder, "RSA", 60);
        renewed.writeCertificate(folder.resolve("cert.pem"));
        assertThat(get("/healthz", "").statusCode()).isEqualTo(200);
        renewed.writeKey(folder.resolve("key.pem"));

        SSLContext tls = renewed.trusting();
        await("the new certificate").ignoreExceptions().until(() -> shown(tls).equals(renewed.certificate()));

        client = client(tls);
        certificate = renewed;
        assertThat(get("/healthz", "").statusCode()).isEqualTo(200);
    }

    private static X509Certificate shown(SSLContext tls) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }
}
