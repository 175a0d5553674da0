package dev.jobgrid.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A client of the published API that waits for no answer for long, since its server may stand still. Thread-safe. */
final class TimedApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration MAX_LENGTH = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(MAX_LENGTH)
            .build();

    /** A server, and a key for it. */
    record Access(URI url, String key) {}

    /** What a server said. */
    record Answer(int status, JsonNode body) {
        boolean isGood() {
            return status / 100 == 2;
        }
    }

    /**
     * Asks for what is at a path.
     *
     * @throws IOException if no answer came
     */
    Answer get(Access server, String path) throws IOException, InterruptedException {
        return answer(request(server, path).GET().build());
    }

    /** As {@link #get}, by a POST with headers in turns of name and value. */
    Answer post(Access server, String path, Map<String, ?> body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(server, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return answer(request.build());
    }

    private static HttpRequest.Builder request(Access server, String path) {
        return HttpRequest.newBuilder(server.url().resolve(path))
                .timeout(MAX_LENGTH)
                .header("Authorization", "Bearer " + server.key());
    }

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.send(request, BodyHandlers.ofByteArray());
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }
}
