package dev.jobgrid.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads server-sent events, as a client of them would. */
final class LiveStream implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    /** One event; the id is that of the last event that had one, or empty. */
    record Event(String name, String id, String data) {}

    LiveStream(HttpRequest request) throws IOException, InterruptedException {
        response = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
        lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The next event; empty when the stream has ended. */
    Optional<Event> next() throws IOException {
        String name = "";
        String id = "";
        String data = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                return Optional.of(new Event(name, id, data));
            }
            int colon = line.indexOf(": ");
            String value = line.substring(colon + 2);
            switch (line.substring(0, colon)) {
                case "event" -> name = value;
                case "id" -> id = value;
                case "data" -> data = value;
                default -> throw new IOException("not an event: " + line);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
