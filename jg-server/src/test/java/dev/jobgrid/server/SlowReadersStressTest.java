package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.server.demo.ApiClient;
import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One workspace reads as much as it can of a server with 512 MiB of heap: 12 read pages of long lines, 60 live logs are opened
 * and not read, 140 files are taken at 60 KB/s. Another workspace's jobs are placed, and health answers, throughout.
 */
@Tag("stress")
class SlowReadersStressTest {
    private static final int PAGE_READERS = 12;
    private static final int LIVE_READERS = 60;
    private static final int DOWNLOADS = 140;
    private static final Duration LASTING = Duration.ofSeconds(60);

    /** 1,000 lines of 16,000 characters, and a file of 40 MB. */
    private static final String OUTPUT = "l=$(head -c 16000 /dev/zero | tr '\\0' x); i=0;"
            + " while [ $i -lt 1000 ]; do echo $l; i=$((i+1)); done;"
            + " head -c 40000000 /dev/urandom > /workspace/artifacts/large.bin";

    @TempDir(factory = InTarget.class, cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Socket> open = new ArrayList<>();

    @Test
    void readersOfOneWorkspaceStarveNobody() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerProcess server = ServerProcess.startWithHeap("512m", folder, "--simulate-gpu=NVIDIA L4:24x4")) {
            ApiJobs jobs = server.jobs();
            jobs.submit("read", OUTPUT);
            jobs.awaitCompleted("read");
            ApiJobs others = new ApiJobs(new ApiClient(server.url(), keyOfAnother()));
            long end = System.nanoTime() + LASTING.toNanos();
            List<Future<Integer>> pages = new ArrayList<>();
            for (int i = 0; i < LIVE_READERS; i++) {
                open(server, "/v1/jobs/read/logs/live");
            }
            URI file = file(jobs);
            List<Future<Integer>> downloads = new ArrayList<>();
            for (int i = 0; i < DOWNLOADS; i++) {
                Socket socket = open(server, file.getRawPath() + "?" + file.getRawQuery());
                downloads.add(threads.submit(() -> takeSlowly(socket, end)));
            }
            for (int i = 0; i < PAGE_READERS; i++) {
                pages.add(threads.submit(() -> readPages(server, end)));
            }
            Future<Long> slowestHealth = threads.submit(() -> slowest(end, () -> status(server, "/healthz", "")));
            Future<Long> slowestReadiness = threads.submit(() -> slowest(end, () -> status(server, "/readyz", "")));
            int placed = 0;
            long slowestJob = 0;
            while (System.nanoTime() < end) {
                long began = System.nanoTime();
                others.submit("other-" + placed, "true");
                others.awaitCompleted("other-" + placed);
                slowestJob = Math.max(slowestJob, millisSince(began));
                placed++;
            }
            int read = 0;
            for (Future<Integer> page : pages) {
                read += page.get();
            }
            for (Future<Integer> download : downloads) {
                assertThat(download.get()).isPositive();
            }
            System.out.printf(
                    "%d pages read; %d jobs of another workspace, the slowest in %d ms; healthz %d ms, readyz %d ms%n",
                    read, placed, slowestJob, slowestHealth.get(), slowestReadiness.get());
            assertThat(placed).isPositive();
            assertThat(slowestHealth.get()).isLessThan(3_000);
            assertThat(slowestReadiness.get()).isLessThan(3_000);
            assertThat(slowestJob).isLessThan(5_000);
            assertThat(server.output()).doesNotContain("OutOfMemoryError");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
            threads.shutdownNow();
        }
    }

    private String keyOfAnother() throws Exception {
        String[] words = JgLine.of(
                        "64m",
                        "keys",
                        "create",
                        "--data=" + folder.resolve("data"),
                        "--workspace=other",
                        "--name=other")
                .toArray(String[]::new);
        return Programs.output(folder, Map.of(), words)
                .lines()
                .filter(line -> line.contains("jg_"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*(jg_[A-Za-z0-9_-]+).*", "$1");
    }

    private URI file(ApiJobs jobs) throws Exception {
        JsonNode artifact = jobs.artifacts("read").get(0);
        String path = "/v1/jobs/read/artifacts/" + artifact.path("artifact_id").asText() + "/download";
        return URI.create(jobs.api().post(path, Map.of()).path("url").asText());
    }

    private Socket open(ServerProcess server, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(32 << 10);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.url().getPort()));
        open.add(socket);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.key()
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** 6 KB each tenth of a second. */
    private static int takeSlowly(Socket socket, long end) throws Exception {
        InputStream in = socket.getInputStream();
        int taken = 0;
        while (System.nanoTime() < end) {
            taken += in.readNBytes(6_000).length;
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return taken;
    }

    /** How many pages came; each is whole, or its reader was told to come again. */
    private int readPages(ServerProcess server, long end) throws Exception {
        int pages = 0;
        while (System.nanoTime() < end) {
            int status = status(server, "/v1/jobs/read/logs?limit=500", server.key());
            assertThat(status).isIn(200, 503);
            pages += status == 200 ? 1 : 0;
        }
        return pages;
    }

    private int status(ServerProcess server, String path, String key) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.url().resolve(path)).timeout(Duration.ofMinutes(1));
        HttpResponse<byte[]> answer = http.send(
                (key.isEmpty() ? request : request.header("Authorization", "Bearer " + key)).build(),
                BodyHandlers.ofByteArray());
        return answer.statusCode();
    }

    private static long slowest(long end, Callable<Integer> request) throws Exception {
        long slowest = 0;
        while (System.nanoTime() < end) {
            long began = System.nanoTime();
            assertThat(request.call()).isEqualTo(200);
            slowest = Math.max(slowest, millisSince(began));
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return slowest;
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
