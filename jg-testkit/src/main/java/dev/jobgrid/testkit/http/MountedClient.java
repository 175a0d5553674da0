package dev.jobgrid.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Talks to a mounted grid as any client of the published API would. Thread-safe. */
final class MountedClient {
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String key;

    MountedClient(String base, String key) {
        this.base = base;
        this.key = key;
    }

    /** A request to a path below the prefix, with the key. */
    HttpRequest.Builder request(String path) {
        return plain(base + path).header("Authorization", "Bearer " + key);
    }

    /** A request to a whole address, without the key. */
    HttpRequest.Builder plain(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(MAX_WAIT);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** The live log events from the one after an id, as many as come before the stream ends. */
    List<String> live(String job, String afterId) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/v1/jobs/" + job + "/logs/live");
        if (!afterId.isEmpty()) {
            request.header("Last-Event-ID", afterId);
        }
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return List.of(answer.body().strip().split("\n\n"));
    }

    /** The value of the first field of this name, wherever it is in the JSON. */
    static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        assertThat(found.find()).as("a field " + name + " in " + json).isTrue();
        return found.group(1);
    }
}
