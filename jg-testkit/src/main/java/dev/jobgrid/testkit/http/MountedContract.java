package dev.jobgrid.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of mounted /v1 routes: under a prefix, in another servlet container. The grid behind them runs jobs as
 * processes, and has a real or simulated GPU.
 */
public abstract class MountedContract {
    private static final String BYTES = "0123456789";

    private static Set<Thread> earlier = Set.of();

    private final Map<String, Throwable> uncaught = new ConcurrentHashMap<>();

    /** Where the routes are: scheme, host, port and prefix, as in "http://127.0.0.1:8080/grid". */
    protected abstract String base();

    /** An API key with all scopes. */
    protected abstract String key();

    /** Notes the threads of earlier tests, whose exceptions do not count. */
    @BeforeAll
    static void noteEarlierThreads() {
        earlier = Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    @BeforeEach
    void hear() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!earlier.contains(thread)) {
                uncaught.put(thread.getName(), failure);
            }
        });
    }

    @AfterEach
    void noThreadDied() {
        Thread.setDefaultUncaughtExceptionHandler(null);
        assertThat(uncaught).isEmpty();
    }

    private MountedClient client() {
        return new MountedClient(base(), key());
    }

    private static String draft(String command, String more) {
        return """
                {"name": "mounted", "image": "acme/app:1-gpu", "workload_type": "batch", "model_size_gb": 1,
                 "command": ["sh", "-c", "%s"]%s}
                """.formatted(command, more);
    }

    private String submit(String command, String more) throws Exception {
        HttpResponse<String> answer = client().post("/v1/jobs", draft(command, more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return MountedClient.field(answer.body(), "job_id");
    }

    private void awaitCompleted(String job) {
        await("the job to complete")
                .until(() -> MountedClient.field(client().get("/v1/jobs/" + job), "status"), "completed"::equals);
    }

    /** Uploads an input by the URLs in the responses. */
    private String upload() throws Exception {
        HttpResponse<String> slot = client().post("/v1/job-inputs", "{\"filename\":\"digits.txt\"}");
        assertThat(slot.statusCode()).as(slot.body()).isEqualTo(201);
        String url = MountedClient.field(slot.body(), "upload_url");
        String complete = MountedClient.field(slot.body(), "complete_url");
        assertThat(List.of(url, complete))
                .allSatisfy(address -> assertThat(address).startsWith(base() + "/v1/"));
        assertThat(put(url + "0")).isEqualTo(403);
        assertThat(put(url)).isEqualTo(200);
        HttpResponse<String> completed = client().post(
                        complete.substring(base().length()),
                        "{\"token\":\"" + MountedClient.field(slot.body(), "token") + "\",\"size_bytes\":10}");
        assertThat(completed.statusCode()).as(completed.body()).isEqualTo(200);
        assertThat(put(url)).isEqualTo(409);
        return MountedClient.field(slot.body(), "input_id");
    }

    private int put(String url) throws Exception {
        return client().send(client().plain(url).PUT(BodyPublishers.ofString(BYTES)))
                .statusCode();
    }

    /** An upload, a job that reads it and the download of its artifact; every URL is below the prefix. */
    @Test
    protected void aFileGoesUpThroughAJobAndDownAgain() throws Exception {
        String input = upload();
        String job = submit(
                "cat /workspace/inputs/digits.txt > /workspace/artifacts/copy.txt",
                ", \"input_files\": [{\"input_id\": \"" + input + "\"}], \"expected_artifacts\": [\"copy.txt\"]");
        awaitCompleted(job);

        String artifact = MountedClient.field(client().get("/v1/jobs/" + job + "/artifacts"), "artifact_id");
        HttpResponse<String> link = client().post("/v1/jobs/" + job + "/artifacts/" + artifact + "/download", "");
        String url = MountedClient.field(link.body(), "url");

        assertThat(url).startsWith(base() + "/v1/blobs/");
        HttpResponse<String> whole = client().send(client().plain(url));
        assertThat(whole.body()).isEqualTo(BYTES);
        assertThat(whole.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        HttpResponse<String> rest = client().send(client().plain(url).header("Range", "bytes=7-"));
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo("789");
        assertThat(client().send(client().plain(url.replaceAll("expires=[0-9]", "expires=9")))
                        .statusCode())
                .isEqualTo(403);
    }

    /** A client that takes little at a time, so that the container cannot send all at once. */
    @Test
    protected void aLargeFileComesWholeToWhoTakesItSlowly() throws Exception {
        String job = submit("seq 1000000 > /workspace/artifacts/large.txt", "");
        awaitCompleted(job);
        String artifact = MountedClient.field(client().get("/v1/jobs/" + job + "/artifacts"), "artifact_id");
        HttpResponse<String> link = client().post("/v1/jobs/" + job + "/artifacts/" + artifact + "/download", "");
        URI url = URI.create(MountedClient.field(link.body(), "url"));
        String expected =
                IntStream.rangeClosed(1, 1_000_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            socket.getOutputStream()
                    .write(("GET " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: "
                                    + url.getAuthority() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).isEqualTo(expected);
        }
    }

    /** Events come while the job still runs, and a reader that comes back gets the rest, once. */
    @Test
    protected void liveLogsComeAsTheyAreWrittenAndGoOnFromTheLastEvent() throws Exception {
        String job = submit("echo one; while ! test -e /workspace/artifacts/go; do sleep 0.1; done; echo two", "");
        HttpRequest.Builder request = client().request("/v1/jobs/" + job + "/logs/live");
        HttpResponse<InputStream> stream =
                HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
        StringBuilder heard = new StringBuilder();
        try (InputStream events = stream.body()) {
            // The job waits for ever: a line that arrives now arrives before its end.
            while (heard.indexOf("one") < 0) {
                int next = events.read();
                assertThat(next).as("an end after " + heard).isNotNegative();
                heard.append((char) next);
            }
        }
        cancel(job);

        List<String> all = client().live(job, "");
        List<String> rest = client().live(job, "1");
        assertThat(all).filteredOn(event -> event.contains("event: stdout")).hasSize(1);
        assertThat(rest).noneMatch(event -> event.contains("event: stdout"));
        assertThat(rest).last().asString().contains("event: terminal", "cancelled");
    }

    /** A container reuses the objects of a broken connection: a late write would reach another client. */
    @Test
    protected void clientsThatDisconnectDoNotDisturbOthers() throws Exception {
        String job = submit("seq 200; while :; do echo line; sleep 0.02; done", "");
        MountedClient client = client();
        ExecutorService readers = Executors.newCachedThreadPool();
        try {
            Future<List<String>> patient = readers.submit(() -> client.live(job, ""));
            List<Future<Integer>> disconnecting = IntStream.range(0, 6)
                    .mapToObj(i -> readers.submit(() -> disconnect(job, 150)))
                    .toList();
            int cut = 0;
            for (Future<Integer> reader : disconnecting) {
                cut += reader.get(2, TimeUnit.MINUTES);
            }
            assertThat(cut).as("live logs that ended before their job").isZero();
            assertThat(patient.isDone()).isFalse();
            cancel(job);
            assertThat(patient.get(1, TimeUnit.MINUTES)).last().asString().contains("event: terminal", "cancelled");
        } finally {
            cancel(job);
            readers.shutdownNow();
        }
    }

    private void cancel(String job) throws Exception {
        client().post("/v1/jobs/" + job + "/cancel", "{\"reason\":\"seen\"}");
    }

    /** Reads a live log several times, and resets the connection each time; returns how often the log ended first. */
    private int disconnect(String job, int times) throws IOException {
        URI url = URI.create(base() + "/v1/jobs/" + job + "/logs/live");
        byte[] request = ("GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                        + "\r\nAuthorization: Bearer " + key() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        int ended = 0;
        byte[] some = new byte[400];
        for (int i = 0; i < times; i++) {
            try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(request);
                int read = socket.getInputStream().read(some);
                if (read > 0) {
                    assertThat(new String(some, 0, read, StandardCharsets.US_ASCII))
                            .startsWith("HTTP/1.1 200");
                }
                for (int more = 0; more < i % 3 && read >= 0; more++) {
                    read = socket.getInputStream().read(some);
                }
                ended += read < 0 ? 1 : 0;
            }
        }
        return ended;
    }

    /** Methods, and the published shape of errors, which the container would have pages of its own for. */
    @Test
    protected void refusalsHaveThePublishedShape() throws Exception {
        HttpResponse<String> method = client().send(client().request("/v1/jobs").DELETE());
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow").orElse("")).contains("GET", "POST");
        assertThat(MountedClient.field(method.body(), "code")).isEqualTo("INVALID_REQUEST");

        HttpResponse<String> nowhere = client().send(client().request("/v1/nothing"));
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(MountedClient.field(nowhere.body(), "code")).isEqualTo("NOT_FOUND");
        assertThat(MountedClient.field(nowhere.body(), "request_id"))
                .isEqualTo(nowhere.headers().firstValue("X-Request-Id").orElse("none"));

        HttpResponse<String> stranger = client().send(client().plain(base() + "/v1/jobs"));
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(client().post("/v1/jobs", "{").statusCode()).isEqualTo(400);
    }

    /**
     * Connections are reused, and a response from another thread reaches the client that asked.
     */
    @Test
    protected void requestsThatComeTogetherAreEachAnswered() throws Exception {
        List<String> jobs = new ArrayList<>();
        for (int exit = 0; exit < 2; exit++) {
            String job = submit("echo says-" + exit + "; exit " + exit, "");
            String end = exit == 0 ? "completed" : "failed";
            await("the job to end")
                    .until(() -> MountedClient.field(client().get("/v1/jobs/" + job), "status"), end::equals);
            jobs.add(job);
        }
        HttpClient together = HttpClient.newHttpClient();
        MountedClient client = client();
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> client.request(i % 5 == 0 ? "/v1/jobs/nobody" : "/v1/jobs/" + jobs.get(i % 2)))
                    .map(request -> together.sendAsync(request.build(), BodyHandlers.ofString()))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                HttpResponse<String> answer = answers.get(i).get(1, TimeUnit.MINUTES);
                if (i % 5 == 0) {
                    assertThat(answer.statusCode()).isEqualTo(404);
                    assertThat(MountedClient.field(answer.body(), "code")).isEqualTo("NOT_FOUND");
                } else {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(MountedClient.field(answer.body(), "job_id")).isEqualTo(jobs.get(i % 2));
                    assertThat(answer.body().contains("says-1")).isEqualTo(i % 2 == 1);
                }
            }
        }
        HttpResponse<String> head =
                client().send(client().request("/v1/jobs/" + jobs.get(0)).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    /** HEAD and OPTIONS, and the pages that describe the routes. */
    @Test
    protected void everyRouteTellsOfItself() throws Exception {
        HttpResponse<String> head = client().send(client().request("/v1/jobs").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        HttpResponse<String> options =
                client().send(client().plain(base() + "/v1/jobs").method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow").orElse("")).contains("GET", "POST");
        assertThat(client().get("/openapi.json")).contains("\"openapi\"", "/v1/jobs/{job_id}/logs/live");
        assertThat(client().get("/docs")).contains("<html");
        assertThat(client().get("/healthz")).isNotEmpty();
    }
}
