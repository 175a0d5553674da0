package dev.jobgrid.executor.docker.internal.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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

    /** Calls and reads the response while it makes progress. */
    public <T> T call(EngineRequest request, StallTimer progress, Cancellation cancellation, Reading<T> reading)
            throws IOException {
        return guarded(() -> exchange(request, progress, cancellation, response -> {
            try (response) {
                return reading.read(response);
            }
        }));
    }

    /** Calls; the caller reads and closes the body, and reports to the progress when it waits for bytes. */
    public EngineResponse open(EngineRequest request, StallTimer progress) throws IOException {
        EngineResponse opened = guarded(() -> exchange(request, progress, NEVER, response -> response));
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
        try {
            return Optional.of(exchange(request, new StallTimer(limit), cancellation, response -> {
                try (response) {
                    return reading.read(response);
                }
            }));
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

    private <T> T exchange(EngineRequest request, StallTimer progress, Cancellation cancellation, Reading<T> reading)
            throws IOException {
        EngineConnection connection = new EngineConnection(EngineSocket.to(address.uri(), address.tls()), host());
        cancellation.add(connection);
        closing.add(connection);
        Deadline deadline = new Deadline(clock, progress, connection);
        boolean isDone = false;
        try {
            EngineResponse response = connection.exchange(request).closing(deadline);
            check(response);
            T result = reading.read(response);
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

    private static void check(EngineResponse response) throws IOException {
        if (response.status() >= 400) {
            throw new EngineRefusalException(response.status(), message(response));
        }
    }

    private static String message(EngineResponse response) throws IOException {
        String text = new String(response.body().readNBytes(64 * 1024), StandardCharsets.UTF_8);
        String message = Json.text(text, "message").orElse(text);
        return message.length() > MAX_ERROR_CHARS ? message.substring(0, MAX_ERROR_CHARS) : message;
    }
}
