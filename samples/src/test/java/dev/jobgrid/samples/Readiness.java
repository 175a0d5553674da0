package dev.jobgrid.samples;

import dev.jobgrid.testkit.http.Printed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a server says of its health, asked now and, for the record, each second. Thread-safe. */
final class Readiness implements AutoCloseable {
    private static final Duration MOST = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final long began = System.nanoTime();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();

    Readiness(ServerProcess server) {
        url = server.url().resolve("/readyz");
        var unused = seconds.scheduleAtFixedRate(this::note, 0, 1, TimeUnit.SECONDS);
    }

    private void note() {
        String now;
        try {
            now = ask();
        } catch (IOException e) {
            now = "no answer: " + e.getMessage();
        } catch (InterruptedException e) {
            return; // closed
        }
        said.add(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + " s: " + now);
    }

    /** The status and the body of its answer now. */
    String ask() throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.send(HttpRequest.newBuilder(url).timeout(MOST).build(), HttpResponse.BodyHandlers.ofByteArray());
        return answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** Keeps what it said each second with what the test prints. */
    @Override
    public void close() {
        seconds.shutdownNow();
        Printed.keep(String.join(System.lineSeparator(), said) + System.lineSeparator());
    }
}
