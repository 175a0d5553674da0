package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.http.jetty.StandaloneServer;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.testkit.http.TestCertificate;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that are refused while the client still sends: it has to see why. */
class RefusedUploadTest {
    /** More than sockets hold, and than a server drains of who has no key. */
    private static final byte[] FILE = new byte[24 << 20];

    private static final int LIMIT = 32 << 20;

    private static final HttpLimits LIMITS = new HttpLimits(LIMIT, Duration.ofMinutes(15));

    @TempDir
    private Path folder = Path.of("");

    /** A store that is full after the first bytes. */
    private static BlobStore full(BlobStore rest) {
        return (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (self, method, args) -> {
                    try {
                        return method.getName().equals("put")
                                ? refuse((InputStream) args[1])
                                : method.invoke(rest, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Blob refuse(InputStream body) throws IOException {
        if (body.readNBytes(1000).length < 1000) {
            return new Blob(1, "0".repeat(64)); // the probe at the start of a grid
        }
        throw new BlobStoreFullException("the quota of 1,000 bytes is used up");
    }

    private static URI slot(GridServer server, HttpClient client) throws Exception {
        HttpRequest slot = server.request("/v1/job-inputs", server.fullKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"filename\":\"a.bin\"}"))
                .build();
        return URI.create(
                send(client, slot).is(201).json().at("/upload/upload_url").asText());
    }

    /** Sends all before it reads, as simple clients do. */
    private static String upload(Socket socket, URI url, byte[] bytes) throws IOException {
        try (socket) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
                            + bytes.length + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Answer send(HttpClient client, HttpRequest request) throws Exception {
        return new Answer(client.send(request, BodyHandlers.ofByteArray()));
    }

    @Test
    void whoSendsMoreThanIsAllowedSeesTheLimit() throws Exception {
        try (GridServer server = GridServer.start(builder -> builder.limits(LIMITS))) {
            URI url = slot(server, HttpClient.newHttpClient());
            for (int bytes : new int[] {16 << 20, LIMIT + 1}) {
                assertThat(upload(new Socket(InetAddress.getLoopbackAddress(), server.port()), url, new byte[bytes]))
                        .startsWith("HTTP/1.1 413 ")
                        .contains(
                                "INVALID_REQUEST", bytes > LIMIT ? LIMIT + " bytes allowed" : "1048576 bytes allowed");
            }
        }
    }

    @Test
    void whoAsksFirstIsRefusedWithoutSending() throws Exception {
        try (GridServer server = GridServer.start(builder -> builder.limits(LIMITS))) {
            URI url = slot(server, HttpClient.newHttpClient());
            assertThat(RawConnection.exchange(
                            server.port(),
                            "PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1|Host: x|Content-Length: "
                                    + (LIMIT + 1) + "|Expect: 100-continue||"))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("INVALID_REQUEST");
        }
    }

    @Test
    void whoSendsToAFullStoreSeesThatItIsFull() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        try (GridServer server =
                GridServer.with(parts -> parts.storage(new WithBlobs(storage, full(storage.blobs()))))) {
            URI url = slot(server, HttpClient.newHttpClient());
            checkFull(upload(new Socket(InetAddress.getLoopbackAddress(), server.port()), url, FILE));
        }
    }

    @Test
    void whoSendsToAFullStoreByTlsSeesThatItIsFull() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        TestCertificate certificate = TestCertificate.make(folder, "EC", 30);
        certificate.writeCertificate(folder.resolve("cert.pem"));
        certificate.writeKey(folder.resolve("key.pem"));
        try (GridServer server = GridServer.start(
                new WithBlobs(storage, full(storage.blobs())),
                request -> {
                    throw new AssertionError("no job runs here");
                },
                builder -> builder.limits(LIMITS),
                adapter -> StandaloneServer.builder(adapter)
                        .tls(folder.resolve("cert.pem"), folder.resolve("key.pem"))
                        .start("127.0.0.1", 0))) {
            SSLContext tls = certificate.trusting();
            URI url = slot(server, HttpClient.newBuilder().sslContext(tls).build());
            checkFull(upload(tls.getSocketFactory().createSocket("127.0.0.1", server.port()), url, FILE));
        }
    }

    private static void checkFull(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 503 ")
                .contains("JOB_INPUTS_UNAVAILABLE", "the quota of 1,000 bytes is used up", "Retry-After: 300");
    }
}
