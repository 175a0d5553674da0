package dev.jobgrid.executor.docker.internal.http;

import com.github.dockerjava.api.DockerClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client of one Engine, with a connection for each call. Each call ends in time: at its deadline its connection
 * is closed. The circuit breaker records every call: any response is a success, also an error status. Thread-safe.
 */
public final class EngineHttp {
    private static final Cancellation NEVER = new Cancellation();
    private static final int MAX_ERROR_CHARS = 2_000;

    private final EngineAddress address;
    private final CircuitBreaker breaker;
    private final ScheduledExecutorService clock;
    private final Cancellation closing = new Cancellation();

    public EngineHttp(EngineAddress address, CircuitBreaker breaker, ScheduledExecutorService clock) {
        this.address = address;
        this.breaker = breaker;
        this.clock = clock;
    }

    /** Converts a response with a success status. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(EngineResponse response) throws IOException;
    }

    /** Calls and reads the response, all by the deadline. */
    public <T> T call(EngineRequest request, Duration limit, Reading<T> reading) throws IOException {
        return call(request, new StallTimer(limit), NEVER, reading);
    }

    /** Runs a command of Docker Java's, which calls once, all by the deadline. */
    public <T> T run(Duration limit, Function<DockerClient, @Nullable T> command) throws IOException {
        return guarded(() -> exchange(new StallTimer(limit), NEVER, call -> result(command, call)));
    }

    /** As {@link #run}, but a late response is no failure of the Engine; empty for one. */
    public <T> Optional<T> await(Duration limit, Function<DockerClient, @Nullable T> command) throws IOException {
        return orLate(() -> exchange(new StallTimer(limit), NEVER, call -> result(command, call)));
    }

    private static <T> T result(Function<DockerClient, @Nullable T> command, CommandTransport.Call call)
            throws IOException {
        try {
            T result = command.apply(new EngineCommands(new CommandTransport(call)));
            if (result == null) {
                throw new IOException("the response has another form");
            }
            return result;
        } catch (RuntimeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Calls and reads the response while it makes progress. */
    public <T> T call(EngineRequest request, StallTimer progress, Cancellation cancellation, Reading<T> reading)
            throws IOException {
        return guarded(() -> exchange(progress, cancellation, call -> read(call.send(request), reading)));
    }

    /** Calls; the caller reads and closes the body, and reports to the progress when it waits for bytes. */
    public EngineResponse open(EngineRequest request, StallTimer progress) throws IOException {
        EngineResponse opened = guarded(() -> exchange(progress, NEVER, call -> call.send(request)));
        progress.rest();
        return opened;
    }

    /**
     * Waits for a response of any delay: a time-out is no failure of the Engine.
     *
     * @return empty if the response was not read by the limit
     */
    public <T> Optional<T> listen(EngineRequest request, Duration limit, Cancellation cancellation, Reading<T> reading)
            throws IOException {
        return orLate(() -> exchange(new StallTimer(limit), cancellation, call -> read(call.send(request), reading)));
    }

    private static <T> T read(EngineResponse response, Reading<T> reading) throws IOException {
        try (response) {
            return reading.read(response);
        }
    }

    private static <T> Optional<T> orLate(Attempt<T> attempt) throws IOException {
        try {
            return Optional.of(attempt.run());
        } catch (EngineDownException e) {
            if (!e.isLate()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private interface Attempt<T> {
        T run() throws IOException;
    }

    private <T> T guarded(Attempt<T> attempt) throws IOException {
        if (!breaker.tryAcquirePermission()) {
            throw new EngineDownException("the Engine '" + address.name() + "' does not answer", true);
        }
        long start = System.nanoTime();
        try {
            T result = attempt.run();
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return result;
        } catch (EngineDownException e) {
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            throw e;
        } catch (EngineRefusalException e) {
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            // Cancelled, or a file of the job cannot be read: not a failure of the Engine.
            breaker.releasePermission();
            throw e;
        }
    }

    private interface Exchange<T> {
        T over(CommandTransport.Call call) throws IOException;
    }

    private <T> T exchange(StallTimer progress, Cancellation cancellation, Exchange<T> exchange) throws IOException {
        EngineConnection connection = new EngineConnection(EngineSocket.to(address.uri(), address.tls()), host());
        cancellation.add(connection);
        closing.add(connection);
        Deadline deadline = new Deadline(clock, progress, connection);
        boolean isDone = false;
        try {
            T result = exchange.over(
                    request -> checked(connection.exchange(request).closing(deadline)));
            isDone = true;
            return result;
        } catch (EngineRefusalException | StagingException e) {
            throw e;
        } catch (IOException e) {
            throw failure(e, deadline, cancellation);
        } finally {
            cancellation.remove(connection);
            closing.remove(connection);
            if (!isDone) {
                deadline.close();
            }
        }
    }

    private EngineDownException failure(IOException e, Deadline deadline, Cancellation cancellation) {
        if (cancellation.isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the call was cancelled");
        }
        return deadline.hasPassed()
                ? new EngineDownException("the Engine '" + address.name() + "' did not answer in time", e, true)
                : new EngineDownException("the Engine '" + address.name() + "' cannot be reached: " + e, e);
    }

    /**
     * Aborts calls in progress: a thread that waits for bytes over TCP ignores interrupts. Bodies are closed by their
     * readers.
     */
    public void close() {
        closing.cancel();
    }

    private String host() {
        return address.uri().getHost() == null ? "docker" : address.uri().getAuthority();
    }

    private static EngineResponse checked(EngineResponse response) throws IOException {
        if (response.status() >= 400) {
            throw new EngineRefusalException(response.status(), message(response));
        }
        return response;
    }

    private static String message(EngineResponse response) throws IOException {
        String text = new String(response.body().readNBytes(64 * 1024), StandardCharsets.UTF_8);
        String message = EngineJson.text(text, "message").orElse(text);
        return message.length() > MAX_ERROR_CHARS ? message.substring(0, MAX_ERROR_CHARS) : message;
    }
}
