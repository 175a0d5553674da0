package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that send slowly, much, or ask for less. */
final class SlowClientsTest {
    private static GridServer server;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        key = server.fullKey();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Socket begin(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void fiveHundredThatNeverGetDoneStopNobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                slow.add(begin("GET /v1/jobs HTTP/1.1\r\nHost: x\r\nX-Slow: "));
                slow.add(begin("POST /v1/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"name\":"));
            }

            for (int i = 0; i < 20; i++) {
                server.get("/v1/jobs", key).is(200);
            }
            server.post("/v1/jobs", key, GridServer.JOB).is(202);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aHeaderThatIsTooLargeIsRefusedInTheUsualShape() {
        server.send(server.request("/v1/jobs", key).header("X-Large", "x".repeat(20_000)))
                .isError(431, "INVALID_REQUEST");
    }

    @Test
    void anAnswerIsPackedForWhoTakesIt() throws Exception {
        String path = "/v1/jobs/" + server.finishedJob(key);
        Answer plain = server.get(path, key).is(200);
        Answer packed = server.send(server.request(path, key).header("Accept-Encoding", "br, gzip;q=0.5"))
                .is(200);

        assertThat(plain.header("Content-Encoding")).isEmpty();
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.bytes())).readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .contains("\"job_id\"");
        assertThat(server.send(server.request(path, key).header("Accept-Encoding", "gzip;q=0"))
                        .header("Content-Encoding"))
                .isEmpty();
    }
}
