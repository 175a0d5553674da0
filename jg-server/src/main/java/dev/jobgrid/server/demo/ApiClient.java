package dev.jobgrid.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;

/** Speaks to a server as any client of the published API. Bodies of files stream. Thread-safe. */
public final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final String key;

    /** A client of the server with this API key. */
    public ApiClient(URI server, String key) {
        this.server = server;
        this.key = key;
    }

    /**
     * What the server answers to a GET.
     *
     * @throws IOException also if the answer is an error; its message has the code and the message
     */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return json(authorized(server.resolve(path)).GET().build());
    }

    /**
     * What the server answers to a POST of the body as JSON.
     *
     * @throws IOException also if the answer is an error; its message has the code and the message
     */
    public JsonNode post(URI url, Map<String, ?> body) throws IOException, InterruptedException {
        return json(authorized(server.resolve(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    /** As {@link #post(URI, Map)}, to a path of the server. */
    public JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return post(URI.create(path), body);
    }

    /** Puts the file's bytes to a signed URL, which needs no key. */
    public void put(URI url, String contentType, Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", contentType)
                .PUT(BodyPublishers.ofFile(file))
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw refused(request, response.statusCode(), JSON.readTree(response.body()));
        }
    }

    /** The bytes behind a signed URL, which needs no key. The caller closes them. */
    public InputStream open(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).GET().build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw refused(request, response.statusCode(), JSON.readTree(body));
            }
        }
        return response.body();
    }

    private HttpRequest.Builder authorized(URI url) {
        return HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json");
    }

    private JsonNode json(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        JsonNode body = JSON.readTree(response.body());
        if (response.statusCode() / 100 != 2) {
            throw refused(request, response.statusCode(), body);
        }
        return body;
    }

    /** Leaves out the query, where signed URLs hold their secret. */
    private static IOException refused(HttpRequest request, int status, JsonNode body) {
        JsonNode error = body.path("error");
        return new IOException("%s %s was answered %d %s: %s"
                .formatted(
                        request.method(),
                        request.uri().getPath(),
                        status,
                        error.path("code").asText("without a code"),
                        error.path("message").asText("no message")));
    }
}
