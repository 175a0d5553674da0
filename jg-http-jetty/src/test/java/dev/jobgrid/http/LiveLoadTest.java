package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobgrid.testkit.sim.RunScript;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many readers at once, and one that does not read. */
@Timeout(300)
final class LiveLoadTest {
    private static final String[] LINES =
            IntStream.range(0, 1000).mapToObj(i -> "x".repeat(200) + i).toArray(String[]::new);

    /** Counts lines, and notes if one is missing, repeated or out of order. */
    private static final class Counting implements Flow.Subscriber<String> {
        private final CompletableFuture<Long> count = new CompletableFuture<>();
        private long last;
        private boolean ended;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("id: ")) {
                long id = Long.parseLong(line.substring(4));
                if (id != last + 1) {
                    count.completeExceptionally(new AssertionError("line " + id + " came after " + last));
                }
                last = id;
            }
            ended = ended || line.equals("event: terminal");
        }

        @Override
        public void onError(Throwable failure) {
            count.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            if (ended) {
                count.complete(last);
            } else {
                count.completeExceptionally(new AssertionError("the stream ended without its terminal event"));
            }
        }
    }

    private static void read(int jobs, int readers, Duration length) throws Exception {
        try (GridServer server =
                GridServer.start(jobs, request -> RunScript.prints(LINES).lasting(length), builder -> builder)) {
            String key = server.fullKey();
            HttpClient client = HttpClient.newHttpClient();
            List<Counting> all = new ArrayList<>();
            Socket stuck = null;
            for (int j = 0; j < jobs; j++) {
                String job = server.post("/v1/jobs", key, GridServer.JOB)
                        .is(202)
                        .json()
                        .get("job_id")
                        .asText();
                String path = "/v1/jobs/" + job + "/logs/live";
                stuck = stuck == null ? stuck(server, path, key) : stuck;
                HttpRequest request =
                        server.request(path, key).timeout(Duration.ofMinutes(4)).build();
                for (int r = 0; r < readers; r++) {
                    Counting counting = new Counting();
                    all.add(counting);
                    CompletableFuture<?> unused = client.sendAsync(request, BodyHandlers.fromLineSubscriber(counting))
                            .whenComplete((answer, failure) -> {
                                if (failure != null) {
                                    counting.onError(failure);
                                }
                            });
                }
            }
            for (Counting counting : all) {
                assertThat(counting.count.get(4, TimeUnit.MINUTES)).isEqualTo(LINES.length);
            }
            // Only the one that does not read is left, if what it left unread is more than sockets hold.
            await("readers that are gone to be forgotten").until(() -> server.liveReaders() <= 1);
            if (stuck != null) {
                stuck.close();
            }
        }
    }

    private static Socket stuck(GridServer server, String path, String key) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void oneThatDoesNotReadHoldsUpNobody() throws Exception {
        read(1, 100, Duration.ofSeconds(1));
    }

    @Test
    void manyJobsAreReadAtOnce() throws Exception {
        read(10, 5, Duration.ofSeconds(1));
    }

    @Test
    @Tag("stress")
    void aThousandReadersOfOneJob() throws Exception {
        read(1, 1000, Duration.ofSeconds(10));
    }

    @Test
    @Tag("stress")
    void twoHundredJobsWithFiveReadersEach() throws Exception {
        read(200, 5, Duration.ofSeconds(10));
    }
}
