package dev.jobgrid.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.BlobStoreRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an S3 store that takes no bytes is said to have said. */
class S3FailureTest {
    private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";

    private HttpServer server;
    private volatile int status;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isPut = exchange.getRequestMethod().equals("PUT");
            byte[] body = isPut ? answer.getBytes(StandardCharsets.UTF_8) : new byte[0];
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            exchange.sendResponseHeaders(isPut ? status : 200, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private <T extends IOException> T refusal(Class<T> type, int withStatus, String withAnswer) throws IOException {
        status = withStatus;
        answer = withAnswer;
        try (S3BlobStore blobs = S3BlobStore.builder()
                .endpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .bucket("bucket")
                .credentials(KEY_ID, new Secret("s3cret"))
                .open()) {
            return catchThrowableOfType(
                    type, () -> blobs.put(new BlobKey("a"), new ByteArrayInputStream(new byte[3]), 10));
        }
    }

    private static String error(String code, String message) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + message
                + "</Message><AWSAccessKeyId>" + KEY_ID + "</AWSAccessKeyId></Error>";
    }

    @Test
    void aStoreThatForbidsIsQuoted() throws IOException {
        assertThat(refusal(BlobStoreRefusedException.class, 403, error("AccessDenied", "Writes\nare not allowed")))
                .hasMessage("the S3 store refuses them: AccessDenied Writes are not allowed (HTTP 403)");
    }

    @Test
    void aStoreThatHasNoRoomIsFull() throws IOException {
        assertThat(refusal(BlobStoreFullException.class, 507, error("XMinioStorageFull", "Make room")))
                .hasMessage("the S3 store refuses them: XMinioStorageFull Make room (HTTP 507)");
        assertThat(refusal(BlobStoreFullException.class, 507, ""))
                .hasMessageStartingWith("the S3 store refuses them: ")
                .hasMessageEndingWith("(HTTP 507)");
        assertThat(refusal(BlobStoreFullException.class, 403, error("QuotaExceeded", "No more")))
                .hasMessageContaining("QuotaExceeded No more");
    }

    @Test
    void namesKeysAndAddressesAreLeftOut() throws IOException {
        assertThat(refusal(
                        BlobStoreRefusedException.class,
                        403,
                        error(
                                "AccessDenied",
                                "User: arn:aws:iam::123456789012:user/uploads with key " + KEY_ID
                                        + " may not write to https://store.acme.example/bucket")))
                .hasMessage("the S3 store refuses them: AccessDenied User: … with key … may not write to … (HTTP 403)");
    }

    @Test
    void aLongAnswerIsCut() throws IOException {
        assertThat(refusal(BlobStoreRefusedException.class, 403, error("AccessDenied", "no ".repeat(1_000)))
                        .getMessage())
                .hasSizeLessThan(260)
                .endsWith("… (HTTP 403)");
    }
}
