package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.server.demo.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Jobs of a server, as a client of the published API sees them. Thread-safe. */
record ApiJobs(ApiClient api) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A program that says when it begins and ends, and waits between the two for its first argument, a file. */
    static final String GATED = "echo began; until [ -e \"$0\" ]; do sleep 0.1; done; echo ended";

    /** A job that takes a GPU, by its name. */
    static Map<String, Object> draft(String name, String image, String... command) {
        return new LinkedHashMap<>(Map.of(
                "name", name, "image", image, "workload_type", "batch", "gpu_count", 1, "command", List.of(command)));
    }

    /** Hands in a job by its id; whatever else it is to have stands in its draft. */
    void submit(String id, Map<String, Object> draft) throws IOException, InterruptedException {
        draft.put("id", id);
        api.post("/v1/jobs", draft);
    }

    /** Hands in a job that takes a GPU and runs a shell's words. */
    void submit(String id, String script, String... arguments) throws IOException, InterruptedException {
        String[] command = Stream.concat(Stream.of("sh", "-c", script), Stream.of(arguments))
                .toArray(String[]::new);
        submit(id, draft(id, "busybox", command));
    }

    /** Hands in a job that ends when there is a file. */
    void submitGated(String id, Path gate) throws IOException, InterruptedException {
        submit(id, GATED, gate.toString());
    }

    String status(String id) throws IOException, InterruptedException {
        return api.get("/v1/jobs/" + id).path("status").asText();
    }

    int retries(String id) throws IOException, InterruptedException {
        return api.get("/v1/jobs/" + id).path("retry_count").asInt(-1);
    }

    void awaitCompleted(String id) {
        await(id + " to end").atMost(PATIENCE).until(() -> status(id).equals("completed"));
    }

    JsonNode events(String id) throws IOException, InterruptedException {
        return api.get("/v1/jobs/" + id + "/events").path("items");
    }

    List<String> eventTypes(String id) throws IOException, InterruptedException {
        return texts(events(id), "type");
    }

    /** All that it has printed. */
    List<JsonNode> log(String id) throws IOException, InterruptedException {
        List<JsonNode> lines = new ArrayList<>();
        JsonNode page;
        long cursor = 0;
        do {
            page = api.get("/v1/jobs/" + id + "/logs?limit=77&cursor=" + cursor);
            page.path("items").forEach(lines::add);
            cursor = page.path("next_cursor").asLong();
        } while (page.path("has_more").asBoolean());
        return lines;
    }

    List<String> lines(String id) throws IOException, InterruptedException {
        return log(id).stream().map(line -> line.path("message").asText()).toList();
    }

    /** The lines of its only artifact. */
    List<String> artifact(String id) throws IOException, InterruptedException {
        JsonNode artifacts = artifacts(id);
        assertThat(artifacts).hasSize(1);
        return artifact(id, artifacts.get(0));
    }

    JsonNode artifacts(String id) throws IOException, InterruptedException {
        return api.get("/v1/jobs/" + id + "/artifacts").path("artifacts");
    }

    /** The lines of one of its artifacts. */
    List<String> artifact(String id, JsonNode artifact) throws IOException, InterruptedException {
        String path =
                "/v1/jobs/" + id + "/artifacts/" + artifact.path("artifact_id").asText() + "/download";
        try (InputStream bytes =
                api.open(URI.create(api.post(path, Map.of()).path("url").asText()))) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static List<String> texts(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }
}
