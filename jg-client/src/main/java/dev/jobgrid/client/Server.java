package dev.jobgrid.client;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.client.ErrorReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The server connection: sends requests with the key, converts refusals to exceptions, and retries where safe. An
 * idempotent request is retried after network failures and statuses 429, 502, 503 and 504; any other only if no
 * connection was made or the status is 429, before which a server does nothing. Thread-safe.
 */
final class Server implements AutoCloseable {
    private static final int MAX_ANSWER = 64 << 20;

    private final URI base;
    private final Secret key;
    private final Timeouts timeouts;
    private final ClientClock clock;
    private final Retries retries;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private final boolean isBrief;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable HttpClient client;

    /** A successful response. */
    record Success(int status, byte[] body, boolean replayed) {}

    /**
     * A response that was read to its end.
     *
     * @param header the first value of a header
     */
    record Response(int status, byte[] body, Function<String, Optional<String>> header) {}

    Server(URI base, Secret key, Timeouts timeouts, ClientClock clock, boolean isBrief) {
        this.base = base;
        this.key = key;
        this.timeouts = timeouts;
        this.clock = clock;
        this.retries = new Retries(timeouts.maxRetryDuration());
        this.isBrief = isBrief;
    }

    /** Made for the first request that needs it: that takes a tenth of a second in a new JVM. */
    private synchronized HttpClient client() {
        checkOpen();
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    // The key is sent to the configured server only.
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeouts.connect())
                    .executor(threads)
                    .build();
            client = made;
        }
        return made;
    }

    private static ThreadFactory daemons() {
        return task -> {
            Thread thread = new Thread(task, "jobgrid-client");
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The address without slashes at its end. */
    static URI checked(URI base) {
        boolean isHttp = "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
        if (!isHttp
                || base.getHost() == null
                || base.getRawUserInfo() != null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "a grid's address is http(s)://host[:port][/path], without user, query or fragment");
        }
        return URI.create(base.toString().replaceAll("/+$", ""));
    }

    Timeouts timeouts() {
        return timeouts;
    }

    ClientClock clock() {
        return clock;
    }

    /**
     * The response to a request.
     *
     * @throws JobGridException if the grid refuses
     * @throws UncheckedIOException if there is no response of a grid
     */
    Success call(Request request) {
        long began = clock.nanoTime();
        for (int tries = 1; ; tries++) {
            RuntimeException failure;
            Optional<Duration> asked = Optional.empty();
            try {
                Response response = exchange(request);
                if (isSuccess(response.status())) {
                    return new Success(response.status(), response.body(), isReplay(response));
                }
                JobGridException refusal = refusal(response);
                if (!mayRepeat(request, response.status())) {
                    throw refusal;
                }
                asked = refusal.retryAfter();
                failure = refusal;
            } catch (IOException e) {
                failure = unreachable(request, e);
                if (!mayRepeat(request, e)) {
                    throw failure;
                }
            }
            await(
                    retries.next(
                            tries,
                            since(began),
                            asked,
                            ThreadLocalRandom.current().nextDouble()),
                    failure);
        }
    }

    private Response exchange(Request request) throws IOException {
        if (isBrief && request.method().equals("GET")) {
            checkOpen();
            return BriefGet.send(http(request), timeouts);
        }
        return readFully(send(http(request)));
    }

    private static Response readFully(HttpResponse<ResponseBody> response) throws IOException {
        return new Response(response.statusCode(), read(response), response.headers()::firstValue);
    }

    private static boolean isReplay(Response response) {
        return response.header()
                .apply("Idempotent-Replayed")
                .filter("true"::equals)
                .isPresent();
    }

    /** Calls once; whether it succeeds. For quick checks. */
    boolean succeeds(Request request) {
        try {
            return isSuccess(exchange(request).status());
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isSuccess(HttpResponse<?> response) {
        return isSuccess(response.statusCode());
    }

    private static boolean isSuccess(int status) {
        return status / 100 == 2;
    }

    private static boolean mayRepeat(Request request, int status) {
        return status == 429 || (request.repeatable() && (status == 502 || status == 503 || status == 504));
    }

    private static boolean mayRepeat(Request request, IOException failure) {
        boolean neverArrived = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        return !(failure instanceof InterruptedIOException) && (request.repeatable() || neverArrived);
    }

    private Duration since(long began) {
        return Duration.ofNanos(clock.nanoTime() - began);
    }

    private void await(Optional<Duration> wait, RuntimeException failure) {
        try {
            if (wait.isEmpty() || sleep(wait.get())) {
                throw failure;
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(interrupted());
        }
    }

    /** Waits; true at once when this is closed. */
    boolean sleep(Duration time) throws InterruptedException {
        return clock.await(closed, time);
    }

    /** Waits between two failed tries of a multi-request operation; false to give up. */
    boolean awaitRetry(int tries, long beganNanos) throws InterruptedException {
        Optional<Duration> wait = retries.next(
                tries,
                since(beganNanos),
                Optional.empty(),
                ThreadLocalRandom.current().nextDouble());
        return wait.isPresent() && !sleep(wait.get());
    }

    private HttpRequest http(Request request) {
        HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(base + request.path()))
                .timeout(timeouts.response())
                .header("Authorization", "Bearer " + key.value());
        try {
            request.headers().forEach(http::header);
        } catch (IllegalArgumentException e) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST, "an Idempotency-Key holds printable ASCII characters only");
        }
        return request.method().equals("GET")
                ? http.GET().build()
                : http.method(request.method(), BodyPublishers.ofByteArray(request.body()))
                        .build();
    }

    /** Opens a streaming response: the caller closes its body. Sends the key. */
    HttpResponse<ResponseBody> open(Request request) throws IOException {
        return send(http(request));
    }

    /** Sends a request once; a stalled body ends with an exception. */
    HttpResponse<ResponseBody> send(HttpRequest request) throws IOException {
        try {
            return client().send(request, info -> new ResponseBody(timeouts.idle()));
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Sends a request whose body may take any time while it makes progress.
     *
     * @param moved counts up while it does
     */
    HttpResponse<ResponseBody> send(HttpRequest request, LongSupplier moved) throws IOException {
        CompletableFuture<HttpResponse<ResponseBody>> response =
                client().sendAsync(request, info -> new ResponseBody(timeouts.idle()));
        try {
            long seen = -1;
            while (true) {
                try {
                    return response.get(timeouts.idle().toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    long now = moved.getAsLong();
                    if (now == seen) {
                        throw new SocketTimeoutException("the server accepted no bytes of it for "
                                + timeouts.idle().toSeconds() + " s");
                    }
                    seen = now;
                }
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    /** The whole body, up to a limit. Closes it. */
    static byte[] read(HttpResponse<ResponseBody> response) throws IOException {
        try (ResponseBody body = response.body()) {
            return read(body);
        }
    }

    static byte[] read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
        if (bytes.length > MAX_ANSWER) {
            throw new IOException("the response is larger than " + MAX_ANSWER + " bytes");
        }
        return bytes;
    }

    static JobGridException refusal(HttpResponse<?> response, byte[] body) {
        return refusal(new Response(response.statusCode(), body, response.headers()::firstValue));
    }

    private static JobGridException refusal(Response response) {
        return ErrorReader.read(response.status(), response.body(), retryAfter(response));
    }

    /** In seconds; a date is ignored, since clocks differ. */
    private static Optional<Duration> retryAfter(Response response) {
        return response.header()
                .apply("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Long::parseLong)
                .map(Duration::ofSeconds);
    }

    /** Restores the interrupt for the caller, and explains the missing response. */
    static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for the grid");
    }

    private UncheckedIOException unreachable(Request request, IOException e) {
        return new UncheckedIOException(
                "no response of the grid at " + base + " to " + request + ": " + describe(e), e);
    }

    static String describe(IOException e) {
        if (isUnresolved(e)) {
            return "no such host is known";
        }
        // HttpClient says nothing of why, and HttpURLConnection the system's words.
        if (e instanceof ConnectException
                && (e.getMessage() == null || e.getMessage().startsWith("Connection refused"))) {
            return "nothing listens there";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static boolean isUnresolved(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(
                        cause -> cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException);
    }

    private void checkOpen() {
        if (isClosed()) {
            throw new IllegalStateException("this connection to the grid is closed");
        }
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        endClient();
        threads.shutdownNow();
    }

    /**
     * Ends the client's own thread: a JVM that exits waits for a third of a second for such a thread, and before JDK 21 it
     * lasts until nothing refers to the client.
     */
    private synchronized void endClient() {
        if (client == null) {
            return;
        }
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
            HttpClient.class.getMethod("awaitTermination", Duration.class).invoke(client, Duration.ofSeconds(1));
        } catch (NoSuchMethodException e) {
            interruptThread(client);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Before JDK 21 a client cannot be closed. Its thread ends when interrupted; its name has the number that the client prints. */
    private static void interruptThread(HttpClient client) {
        Matcher number = Pattern.compile("\\((\\d+)\\)$").matcher(client.toString());
        if (!number.find()) {
            return;
        }
        String name = "HttpClient-" + number.group(1) + "-SelectorManager";
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                thread.interrupt();
                join(thread);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
