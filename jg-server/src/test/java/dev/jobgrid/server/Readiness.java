package dev.jobgrid.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a server says of its health, asked now and, for the record, each second. Thread-safe. */
final class Readiness implements AutoCloseable {
    private static final Duration MAX = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<Optional<URI>> server;
    private final Path file;
    private final long began = System.nanoTime();
    private final ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();

    /** Keeps what it said each second with what tests print, in a file with this name. */
    Readiness(ServerProcess server, String name) throws IOException {
        this(() -> Optional.of(server.url()), Path.of("target", "printed", "health-" + name + ".txt"));
    }

    /** Of one that may be killed and started again; what it said each second is written to a file. */
    Readiness(Supplier<Optional<URI>> server, Path file) throws IOException {
        this.server = server;
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        var unused = seconds.scheduleAtFixedRate(this::note, 0, 1, TimeUnit.SECONDS);
    }

    private synchronized void note(long second, String now) {
        try {
            Files.writeString(
                    file,
                    second + " s: " + now + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does not wait: a server that stands still is asked in the next second all the same. */
    private void note() {
        long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        Optional<HttpRequest> request = request();
        if (request.isEmpty()) {
            note(second, "it does not run");
            return;
        }
        var unused = http.sendAsync(request.get(), HttpResponse.BodyHandlers.ofByteArray())
                .handle((answer, failure) -> answer == null ? "no answer: " + failure.getMessage() : text(answer))
                .thenAccept(now -> note(second, now));
    }

    private Optional<HttpRequest> request() {
        return server.get()
                .map(url -> HttpRequest.newBuilder(url.resolve("/readyz"))
                        .timeout(MAX)
                        .build());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** The status and the body of its answer now. */
    String ask() throws IOException, InterruptedException {
        HttpRequest request = request().orElseThrow(() -> new IOException("it does not run"));
        return text(http.send(request, HttpResponse.BodyHandlers.ofByteArray()));
    }

    @Override
    public void close() {
        seconds.shutdownNow();
    }
}
