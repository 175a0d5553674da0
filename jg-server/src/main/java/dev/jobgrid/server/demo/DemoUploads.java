package dev.jobgrid.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Uploads files: a slot, the bytes, the completion. Thread-safe. */
final class DemoUploads {
    private final ApiClient api;
    private final Screen screen;

    DemoUploads(ApiClient api, Screen screen) {
        this.api = api;
        this.screen = screen;
    }

    /** Uploads the file and gives the id that jobs name it by. */
    String send(Path file, String contentType, String kind) throws IOException, InterruptedException {
        String name = file.getFileName().toString();
        JsonNode slot = api.post("/v1/job-inputs", Map.of("filename", name, "content_type", contentType, "kind", kind))
                .path("upload");
        api.put(URI.create(slot.path("upload_url").asText()), contentType, file);
        api.post(
                URI.create(slot.path("complete_url").asText()),
                Map.of(
                        "token",
                        slot.path("token").asText(),
                        "filename",
                        name,
                        "content_type",
                        contentType,
                        "size_bytes",
                        Files.size(file)));
        String id = slot.path("input_id").asText();
        screen.step("upload", "%s, %s: %s".formatted(name, Sentences.size(Files.size(file)), id));
        return id;
    }
}
