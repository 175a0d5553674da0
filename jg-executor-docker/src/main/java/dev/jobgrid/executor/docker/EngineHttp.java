package dev.jobgrid.executor.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one Engine. Each call ends in time, whatever the Engine does: it runs on a thread of its own, which is
 * interrupted at the deadline, because the client's own timeouts do nothing on a Unix socket. The circuit breaker hears of
 * every call: an answer is a success, also one that says no. Thread-safe.
 */
final class EngineHttp implements AutoCloseable {
    private static final Cancellation NEVER = new Cancellation();
    // Far more than one container needs; the Engine sends 32 KiB at most.
    private static final int MAX_ERROR_CHARS = 2_000;

    private final String name;
    private final DockerHttpClient client;
    private final CircuitBreaker breaker;
    private final ExecutorService threads;

    EngineHttp(DockerEngine engine, CircuitBreaker breaker, ExecutorService threads) {
        this.name = engine.name();
        this.breaker = breaker;
        this.threads = threads;
        this.client = client(engine);
    }

    private static DockerHttpClient client(DockerEngine engine) {
        ZerodepDockerHttpClient.Builder builder = new ZerodepDockerHttpClient.Builder()
                .dockerHost(URI.create(engine.uri()))
                .maxConnections(10_000)
                .connectionTimeout(Duration.ofSeconds(5));
        engine.tls().ifPresent(tls -> builder.sslConfig(tls::context));
        return builder.build();
    }

    /** What is made of an answer whose status says yes. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Response response) throws IOException;
    }

    /** Calls and reads the answer, all by the deadline. */
    <T> T call(Request request, Duration limit, Reading<T> reading) throws IOException {
        Progress progress = new Progress(limit);
        return call(request, progress, NEVER, reading);
    }

    /** Calls and reads the answer for as long as it moves. */
    <T> T call(Request request, Progress progress, Cancellation cancellation, Reading<T> reading) throws IOException {
        return attempt(progress, cancellation, () -> {
            try (Response response = client.execute(request)) {
                check(response);
                return reading.read(response);
            }
        });
    }

    /** Waits for an answer that may take any time: none by the limit says nothing about the Engine. */
    void listen(Request request, Duration limit, Cancellation cancellation) throws IOException {
        try {
            await(
                    submit(() -> {
                        try (Response response = client.execute(request)) {
                            check(response);
                            return response.getBody().readNBytes(MAX_ERROR_CHARS).length;
                        }
                    }),
                    new Progress(limit),
                    cancellation);
        } catch (EngineDownException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
        }
    }

    /** Calls, and leaves the answer to be read and closed by the caller. */
    Response open(Request request, Duration limit) throws IOException {
        Handover handover = new Handover();
        try {
            return attempt(new Progress(limit), NEVER, () -> {
                Response response = client.execute(request);
                try {
                    check(response);
                } catch (IOException e) {
                    response.close();
                    throw e;
                }
                return handover.offer(response);
            });
        } catch (IOException e) {
            handover.giveUp();
            throw e;
        }
    }

    private interface Attempt<T> {
        T run() throws IOException;
    }

    private <T> T attempt(Progress progress, Cancellation cancellation, Attempt<T> attempt) throws IOException {
        if (!breaker.tryAcquirePermission()) {
            throw new EngineDownException("the Engine '" + name + "' does not answer");
        }
        long start = System.nanoTime();
        boolean isAnswered = true;
        try {
            return await(submit(attempt), progress, cancellation);
        } catch (EngineDownException e) {
            isAnswered = false;
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            throw e;
        } finally {
            if (isAnswered) {
                breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
        }
    }

    private <T> Future<T> submit(Attempt<T> attempt) throws EngineDownException {
        try {
            return threads.submit(attempt::run);
        } catch (RejectedExecutionException e) {
            throw new EngineDownException("the executor is closed", e);
        }
    }

    private <T> T await(Future<T> call, Progress progress, Cancellation cancellation) throws IOException {
        cancellation.add(call);
        try {
            while (true) {
                try {
                    return call.get(Math.max(1, progress.leftNanos()), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (progress.isStalled()) {
                        throw new EngineDownException("the Engine '" + name + "' did not answer in time", e);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            cancellation.remove(call);
            call.cancel(true);
        }
    }

    private IOException failure(@Nullable Throwable cause) {
        if (cause instanceof EngineRefusalException refusal) {
            return refusal;
        }
        if (cause instanceof StagingException staging) {
            return staging;
        }
        // The client wraps what goes wrong on the way in plain runtime exceptions.
        Throwable inner = cause instanceof RuntimeException && cause.getCause() != null ? cause.getCause() : cause;
        if (inner instanceof StagingException staging) {
            return staging;
        }
        return new EngineDownException("the Engine '" + name + "' cannot be reached: " + inner, cause);
    }

    private static void check(Response response) throws IOException {
        int status = response.getStatusCode();
        if (status >= 400) {
            throw new EngineRefusalException(status, message(response));
        }
    }

    private static String message(Response response) throws IOException {
        String text = new String(response.getBody().readNBytes(64 * 1024), java.nio.charset.StandardCharsets.UTF_8);
        String message = Json.text(text, "message").orElse(text);
        return message.length() > MAX_ERROR_CHARS ? message.substring(0, MAX_ERROR_CHARS) : message;
    }

    /** Closes the breaker's view of an Engine that answers again. */
    CircuitBreaker breaker() {
        return breaker;
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the connections to '" + name + "' cannot be closed", e);
        }
    }

    /** An answer that comes when nobody waits for it any more is closed. */
    private static final class Handover {
        private final AtomicReference<@Nullable Response> offered = new AtomicReference<>();
        private volatile boolean isGivenUp;

        Response offer(Response response) {
            offered.set(response);
            if (isGivenUp) {
                close();
            }
            return response;
        }

        void giveUp() {
            isGivenUp = true;
            close();
        }

        private void close() {
            Response response = offered.getAndSet(null);
            if (response != null) {
                response.close();
            }
        }
    }
}
