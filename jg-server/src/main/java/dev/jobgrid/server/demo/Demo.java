package dev.jobgrid.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Takes one job the whole way and shows it. {@link #abandon} may be called from another thread, the rest from one. */
public final class Demo {
    private static final String ARTIFACT = "/workspace/artifacts/report.txt";
    private static final int MAX_REPORT_BYTES = 4096;

    private final ApiClient api;
    private final Screen screen;
    private final Path folder;
    private final AtomicReference<String> running = new AtomicReference<>("");

    /**
     * A demo.
     *
     * @param folder an empty folder of its own; afterwards it holds the artifact and nothing else
     */
    public Demo(ApiClient api, Screen screen, Path folder) {
        this.api = api;
        this.screen = screen;
        this.folder = folder;
    }

    /**
     * Runs it for a file.
     *
     * @return whether the artifact has the expected content
     * @throws IOException if the file cannot be read or the server refuses something
     */
    public boolean run(Path file) throws IOException, InterruptedException {
        DemoScript script = DemoScript.forPath(System.getenv().getOrDefault("PATH", ""));
        String input = "/workspace/inputs/" + file.getFileName();
        Map<String, Object> draft = Map.of(
                "name",
                "demo",
                "image",
                "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime",
                "workload_type",
                "batch",
                "model_size_gb",
                1,
                "command",
                script.command(input, ARTIFACT),
                "expected_artifacts",
                List.of(ARTIFACT));
        estimate(draft);
        List<Map<String, String>> scripts = List.of(Map.of("input_id", upload(script)));
        List<Map<String, String>> inputs =
                List.of(Map.of("input_id", uploads().send(file, "application/octet-stream", "input")));
        String job = submit(with(draft, Map.of("script_files", scripts, "input_files", inputs)));
        return judge(job, file);
    }

    /** Asks the server to stop the job, if there is one that is not over. */
    public void abandon() {
        String job = running.getAndSet("");
        if (!job.isEmpty()) {
            try {
                api.post("/v1/jobs/" + job + "/cancel", Map.of("reason", "the demo was interrupted"));
            } catch (IOException e) {
                screen.step("cancel", "not possible: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void estimate(Map<String, Object> draft) throws IOException, InterruptedException {
        screen.step("estimate", Sentences.estimate(api.post("/v1/jobs/estimate", draft)));
    }

    private DemoUploads uploads() {
        return new DemoUploads(api, screen);
    }

    private String upload(DemoScript script) throws IOException, InterruptedException {
        Path file = folder.resolve(script.filename());
        Files.writeString(file, script.text());
        String id = uploads().send(file, script.contentType(), "script");
        Files.delete(file);
        return id;
    }

    private String submit(Map<String, Object> draft) throws IOException, InterruptedException {
        JsonNode receipt = api.post("/v1/jobs", draft);
        String job = receipt.path("job_id").asText();
        running.set(job);
        screen.step("submit", Sentences.receipt(receipt));
        screen.gap();
        Instant start = Instant.parse(
                receipt.path("queued_at").asText(receipt.path("submitted_at").asText()));
        new Following(api, screen, job, start).toTheEnd();
        running.set("");
        screen.gap();
        return job;
    }

    private boolean judge(String job, Path file) throws IOException, InterruptedException {
        JsonNode status = api.get("/v1/jobs/" + job);
        Sentences.summary(status, api.get("/v1/jobs/" + job + "/runtime")).forEach(screen::step);
        if (!status.path("status").asText().equals("completed")) {
            return false;
        }
        Path report = download(job);
        String expected = Report.of(file).text();
        boolean right = Files.size(report) <= MAX_REPORT_BYTES
                && Files.readString(report, StandardCharsets.UTF_8).equals(expected);
        screen.step(
                "artifact", report + (right ? ", as it has to be" : ", which is wrong; it has to be:\n" + expected));
        return right;
    }

    private Path download(String job) throws IOException, InterruptedException {
        for (JsonNode artifact : api.get("/v1/jobs/" + job + "/artifacts").path("artifacts")) {
            if (artifact.path("filename").asText().equals("report.txt")) {
                String path = "/v1/jobs/" + job + "/artifacts/"
                        + artifact.path("artifact_id").asText() + "/download";
                URI url = URI.create(api.post(path, Map.of()).path("url").asText());
                Path target = folder.resolve("report.txt");
                try (InputStream bytes = api.open(url)) {
                    Files.copy(bytes, target);
                }
                return target;
            }
        }
        throw new IOException("job " + job + " left no report.txt");
    }

    private static Map<String, Object> with(Map<String, Object> draft, Map<String, Object> more) {
        Map<String, Object> all = new java.util.HashMap<>(draft);
        all.putAll(more);
        return Map.copyOf(all);
    }
}
