package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A registry on this host, as far as a pull needs it: one image of one layer, which holds a file and no program. An Engine
 * takes it without TLS, since it is on loopback.
 */
final class TestRegistry implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    final AtomicInteger layerRequests = new AtomicInteger();
    private final HttpServer server;
    private final Optional<SharedPort> port;
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final String user;
    private final long layerMillis;
    private byte[] manifest = {};

    TestRegistry(String architecture, String user, long layerMillis) throws Exception {
        this.user = user;
        this.layerMillis = layerMillis;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        build(architecture);
        server.createContext("/v2/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        this.port = SharedPort.open(server.getAddress().getPort());
    }

    String image() {
        return "127.0.0.1:" + server.getAddress().getPort() + "/there:1";
    }

    String missing() {
        return "127.0.0.1:" + server.getAddress().getPort() + "/missing:1";
    }

    private void build(String architecture) throws Exception {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(layer)) {
            byte[] content = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry entry = new TarArchiveEntry("content");
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        String layerDigest = blob(layer.toByteArray());
        byte[] config = ("{\"architecture\":\"" + architecture
                        + "\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":" + "\"layers\",\"diff_ids\":[\""
                        + layerDigest + "\"]},\"history\":[{}]}")
                .getBytes(StandardCharsets.UTF_8);
        String configDigest = blob(config);
        manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MANIFEST + "\",\"config\":{\"mediaType\":"
                        + "\"application/vnd.docker.container.image.v1+json\",\"size\":" + config.length
                        + ",\"digest\":\"" + configDigest + "\"},\"layers\":[{\"mediaType\":"
                        + "\"application/vnd.docker.image.rootfs.diff.tar\",\"size\":" + layer.size() + ",\"digest\":\""
                        + layerDigest + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String blob(byte[] bytes) throws Exception {
        String digest = "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        blobs.put(digest, bytes);
        return digest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String last = path.substring(path.lastIndexOf('/') + 1);
            if (!user.isEmpty() && !isUser(exchange)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
                send(exchange, 401, "application/json", error("UNAUTHORIZED", "authentication required"));
            } else if (path.equals("/v2/")) {
                send(exchange, 200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            } else if (path.startsWith("/v2/there/manifests/")) {
                send(exchange, 200, MANIFEST, manifest);
            } else if (blobs.containsKey(last)) {
                sendBlob(exchange, last);
            } else {
                send(exchange, 404, "application/json", error("MANIFEST_UNKNOWN", "manifest unknown"));
            }
        }
    }

    private void sendBlob(HttpExchange exchange, String digest) throws IOException {
        byte[] bytes = blobs.getOrDefault(digest, new byte[1]);
        if (bytes[0] != '{') {
            layerRequests.incrementAndGet();
            try {
                Thread.sleep(layerMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        send(exchange, 200, "application/octet-stream", bytes);
    }

    private boolean isUser(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String wanted = java.util.Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        return ("Basic " + wanted).equals(header);
    }

    private static byte[] error(String code, String message) {
        return ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        if (isHead) {
            exchange.getResponseHeaders().add("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
    }

    /** The Engine forgets the image, too. */
    @Override
    public void close() throws IOException {
        try {
            TestEngines.http(TestEngines.plain())
                    .call(
                            EngineRequest.of("DELETE", "/v1.44/images/" + image() + "?force=1"),
                            Duration.ofMinutes(1),
                            answer -> true);
        } catch (EngineRefusalException e) {
            // Not all tests fetch it, and a container of it may still be ending: no other has an image of this content.
            assertThat(e.isNotFound() || e.isConflict()).as("%s", e).isTrue();
        } finally {
            if (port.isPresent()) {
                port.get().close();
            }
            server.stop(0);
            ((java.util.concurrent.ExecutorService) server.getExecutor()).shutdownNow();
        }
    }
}
