package dev.jobgrid.server;

import dev.jobgrid.testkit.http.Printed;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a server says of its health, asked now and, for the record, each second. Thread-safe. */
final class Readiness implements AutoCloseable {
    private static final Duration MOST = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Supplier<Optional<URI>> server;
    private final Consumer<String> told;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final long began = System.nanoTime();
    private final ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();

    /** Keeps what it said each second with what the test prints. */
    Readiness(ServerProcess server) {
        this.server = () -> Optional.of(server.url());
        this.told = said::add;
        start();
    }

    /** Of one that may be killed and started again; what it said each second is written to a file. */
    Readiness(Supplier<Optional<URI>> server, Path file) {
        this.server = server;
        this.told = line -> append(file, line);
        start();
    }

    private void start() {
        var unused = seconds.scheduleAtFixedRate(this::note, 0, 1, TimeUnit.SECONDS);
    }

    private static synchronized void append(Path file, String line) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does not wait: a server that stands still is asked in the next second all the same. */
    private void note() {
        long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        Optional<HttpRequest> request = request();
        if (request.isEmpty()) {
            told.accept(second + " s: it does not run");
            return;
        }
        var unused = http.sendAsync(request.get(), HttpResponse.BodyHandlers.ofByteArray())
                .handle((answer, failure) -> answer == null ? "no answer: " + failure.getMessage() : text(answer))
                .thenAccept(now -> told.accept(second + " s: " + now));
    }

    private Optional<HttpRequest> request() {
        return server.get()
                .map(url -> HttpRequest.newBuilder(url.resolve("/readyz"))
                        .timeout(MOST)
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
        if (!said.isEmpty()) {
            Printed.keep(String.join(System.lineSeparator(), said) + System.lineSeparator());
        }
    }
}
