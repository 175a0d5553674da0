package dev.jobgrid.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.wire.WireJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * The clients of a {@link Soak}, in a process of their own. Prints a line every ten seconds, and at the end {@link #END} and how
 * many requests got a 5xx, an answer that they should not get, or none.
 */
final class SoakClients {
    static final String END = "end ";

    private static final int KNOWN_JOBS = 200;
    private static final byte[] FILE = new byte[256 << 10];
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");
    private static final String DRAFT = """
            {"name": "soak", "image": "cuda:12", "workload_type": "batch", "model_size_gb": 1, "command": ["sh", "-c",
             "for i in 1 2 3 4 5 6 7 8 9 10; do echo line $i; sleep 0.05; done; head -c 100000 /dev/zero > /workspace/artifacts/out"]}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;
    private final long end;
    private final ConcurrentLinkedDeque<String> jobs = new ConcurrentLinkedDeque<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder serverErrors = new LongAdder();
    private final LongAdder unexpected = new LongAdder();

    private interface Errand {
        void run() throws IOException, InterruptedException;
    }

    private SoakClients(String url, String key, int seconds) {
        this.url = url;
        this.key = key;
        end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    /** Arguments: the server's URL, a key, seconds. */
    public static void main(String[] args) throws InterruptedException {
        new SoakClients(args[0], args[1], Integer.parseInt(args[2])).run();
    }

    private void run() throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        all.addAll(start(4, 20, this::job));
        all.addAll(start(2, 100, this::cancelled));
        all.addAll(start(2, 250, this::file));
        all.addAll(start(4, 10, this::reads));
        all.addAll(start(2, 50, this::lists));
        all.addAll(start(12, 5, this::live));
        while (System.nanoTime() < end) {
            Thread.sleep(10_000);
            System.out.println(requests.sum() + " requests, " + serverErrors.sum() + " 5xx, " + unexpected.sum()
                    + " other failures");
        }
        for (Thread each : all) {
            each.join();
        }
        System.out.println(END + (serverErrors.sum() + unexpected.sum()));
        System.exit(0);
    }

    private List<Thread> start(int count, int pauseMillis, Errand errand) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    try {
                        errand.run();
                        Thread.sleep(pauseMillis);
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        unexpected.increment();
                        System.err.println(e);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    /** Runs a job from its submit to the download of its artifact. */
    private void job() throws IOException, InterruptedException {
        String path = "/v1/jobs/" + submit();
        while (!OVER.contains(json("GET", path, 200).get("status").asText())) {
            Thread.sleep(50);
        }
        for (String part : List.of("/events", "/logs", "/runtime")) {
            json("GET", path + part, 200);
        }
        for (JsonNode artifact : json("GET", path + "/artifacts", 200).get("artifacts")) {
            String link = path + "/artifacts/" + artifact.get("artifact_id").asText() + "/download";
            send(
                    HttpRequest.newBuilder(
                            URI.create(json("POST", link, 200).get("url").asText())),
                    200);
        }
    }

    private String submit() throws IOException, InterruptedException {
        String id = WireJson.responseObject(send(request("/v1/jobs").POST(BodyPublishers.ofString(DRAFT)), 202))
                .get("job_id")
                .asText();
        jobs.addFirst(id);
        while (jobs.size() > KNOWN_JOBS) {
            jobs.pollLast();
        }
        return id;
    }

    private void cancelled() throws IOException, InterruptedException {
        String path = "/v1/jobs/" + submit();
        Thread.sleep(ThreadLocalRandom.current().nextInt(1000));
        json("POST", path + "/cancel", 200, 409);
    }

    private void file() throws IOException, InterruptedException {
        JsonNode slot = WireJson.responseObject(send(
                        request("/v1/job-inputs").POST(BodyPublishers.ofString("{\"filename\":\"soak.bin\"}")), 201))
                .get("upload");
        send(
                HttpRequest.newBuilder(URI.create(slot.get("upload_url").asText()))
                        .PUT(BodyPublishers.ofByteArray(FILE)),
                200);
        String token = "{\"token\":\"" + slot.get("token").asText() + "\",\"size_bytes\":" + FILE.length + "}";
        String path = "/v1/job-inputs/" + slot.get("input_id").asText() + "/complete";
        send(request(path).POST(BodyPublishers.ofString(token)), 200);
    }

    private void reads() throws IOException, InterruptedException {
        for (String id : jobs) {
            json("GET", "/v1/jobs/" + id, 200);
        }
        json("GET", "/v1/jobs/no-such-job", 404);
    }

    private void lists() throws IOException, InterruptedException {
        JsonNode page = json("GET", "/v1/jobs?limit=50", 200);
        if (page.hasNonNull("next_cursor")) {
            json("GET", "/v1/jobs?limit=50&cursor=" + page.get("next_cursor").asText(), 200);
        }
        json("GET", "/v1/jobs?status=running", 200);
        json("GET", "/v1/templates", 200);
    }

    /** Reads a job's log live; two of three go away in the middle of it. */
    private void live() throws IOException, InterruptedException {
        String id = jobs.peekFirst();
        if (id == null) {
            return;
        }
        requests.increment();
        HttpResponse<InputStream> answer =
                client.send(request("/v1/jobs/" + id + "/logs/live").build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            check("live", answer.statusCode(), 200);
            int max = ThreadLocalRandom.current().nextInt(3) == 0 ? Integer.MAX_VALUE : 10;
            for (int i = 0; i < max && lines.readLine() != null; i++) {}
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key);
    }

    private ObjectNode json(String method, String path, int... wanted) throws IOException, InterruptedException {
        return WireJson.responseObject(send(request(path).method(method, BodyPublishers.noBody()), wanted));
    }

    private byte[] send(HttpRequest.Builder request, int... wanted) throws IOException, InterruptedException {
        requests.increment();
        HttpRequest built = request.build();
        HttpResponse<byte[]> answer = client.send(built, BodyHandlers.ofByteArray());
        check(built.method() + " " + built.uri().getPath(), answer.statusCode(), wanted);
        return answer.body();
    }

    private void check(String what, int status, int... wanted) throws IOException {
        if (status >= 500) {
            serverErrors.increment();
            System.err.println(what + " got " + status);
        } else if (Arrays.stream(wanted).noneMatch(each -> each == status)) {
            throw new IOException(what + " got " + status);
        }
    }
}
