package dev.jobgrid.client;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.wire.client.ErrorReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The server connection: sends requests with the key, converts refusals to exceptions, and retries where safe. An
 * idempotent request is retried after network failures and statuses 429, 502, 503 and 504; any other only if no
 * connection was made or the status is 429, before which a server does nothing. Thread-safe.
 */
final class Server implements AutoCloseable {
    private static final int MAX_ANSWER = 64 << 20;
    /** After half a second to a whole one: a connection that broke is not worth a word. */
    private static final int TRIES_OF_AN_OUTAGE = 3;

    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final URI base;
    private final Secret key;
    private final Timeouts timeouts;
    private final ClientClock clock;
    private final Retries retries;
    private final boolean isBrief;
    private final ServerRoute route;
    private final LazyHttpClient client;
    private final Outage outage;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** A successful response. */
    record Success(int status, byte[] body, boolean replayed) {}

    /**
     * A response that was read to its end.
     *
     * @param header the first value of a header
     */
    record Response(int status, byte[] body, Function<String, Optional<String>> header) {}

    Server(
            URI base,
            Secret key,
            Timeouts timeouts,
            ClientClock clock,
            boolean isBrief,
            ServerRoute route,
            OutageListener listener) {
        this.base = base;
        this.key = key;
        this.timeouts = timeouts;
        this.clock = clock;
        this.retries = new Retries(timeouts.maxRetryDuration());
        this.isBrief = isBrief;
        this.route = route;
        this.client = new LazyHttpClient(timeouts.connect(), route);
        this.outage = new Outage(listener, clock);
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
                    outage.ended();
                    return new Success(response.status(), response.body(), isReplay(response));
                }
                JobGridException refusal = refusal(response);
                if (!mayRepeat(request.repeatable(), response.status())) {
                    outage.ended();
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
            awaitRetryOrThrow(tries, began, asked, failure);
        }
    }

    private void awaitRetryOrThrow(int tries, long began, Optional<Duration> asked, RuntimeException failure) {
        try {
            if (!awaitRetry(tries, began, asked, String.valueOf(failure.getMessage()))) {
                throw failure;
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(interrupted());
        }
    }

    private Response exchange(Request request) throws IOException {
        if (isBrief && request.method().equals("GET")) {
            checkOpen();
            return BriefGet.send(http(request), timeouts, route);
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

    static boolean mayRepeat(boolean repeatable, int status) {
        return status == 429 || (repeatable && (status == 502 || status == 503 || status == 504));
    }

    private static boolean mayRepeat(Request request, IOException failure) {
        boolean neverArrived = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        return !(failure instanceof InterruptedIOException)
                && !isUntrusted(failure)
                && (request.repeatable() || neverArrived);
    }

    private Duration since(long began) {
        return Duration.ofNanos(clock.nanoTime() - began);
    }

    /** Waits; true at once when this is closed. */
    boolean sleep(Duration time) throws InterruptedException {
        return clock.await(closed, time);
    }

    /**
     * Waits after a failed try; false to give up.
     *
     * @param tries failed tries, 1 or more
     * @param asked the server's Retry-After
     * @param reason why it failed, for people
     */
    boolean awaitRetry(int tries, long beganNanos, Optional<Duration> asked, String reason)
            throws InterruptedException {
        Optional<Duration> wait = retries.next(
                tries, since(beganNanos), asked, ThreadLocalRandom.current().nextDouble());
        if (wait.isEmpty()) {
            return false;
        }
        if (tries >= TRIES_OF_AN_OUTAGE || wait.get().compareTo(SILENCE) >= 0) {
            outage.began(reason);
        }
        return !sleep(wait.get());
    }

    /** The server is reached. */
    void reached() {
        outage.ended();
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
        return send(request, SILENCE, () -> outage.began("no answer for " + SILENCE.toSeconds() + " s"));
    }

    /**
     * Sends a request whose body may take any time while it makes progress.
     *
     * @param moved counts up while it does
     */
    HttpResponse<ResponseBody> send(HttpRequest request, LongSupplier moved) throws IOException {
        AtomicLong seen = new AtomicLong(-1);
        return send(request, timeouts.idle(), () -> {
            long now = moved.getAsLong();
            if (seen.getAndSet(now) == now) {
                throw new SocketTimeoutException("the server accepted no bytes of it for "
                        + timeouts.idle().toSeconds() + " s");
            }
        });
    }

    /** What is done each time that no response has come meanwhile. */
    private interface Silence {
        void lasts() throws IOException;
    }

    private HttpResponse<ResponseBody> send(HttpRequest request, Duration look, Silence silence) throws IOException {
        checkOpen();
        CompletableFuture<HttpResponse<ResponseBody>> response =
                client.get().sendAsync(request, info -> new ResponseBody(timeouts.idle()));
        try {
            while (true) {
                try {
                    return response.get(look.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    silence.lasts();
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
                "no response of the grid at " + base + proxy() + " to " + request + ": " + describe(e), e);
    }

    private String proxy() {
        return route.proxies()
                .map(proxies -> proxies.select(base).get(0).address())
                .map(address -> " through the proxy " + address.toString().replace("/<unresolved>", ""))
                .orElse("");
    }

    static String describe(IOException e) {
        if (isUnresolved(e)) {
            return "no such host is known";
        }
        if (isUntrusted(e)) {
            return "its certificate is not one that this Java trusts; name that of its authority, by --ca FILE or"
                    + " RemoteGridBuilder.trusting";
        }
        String message = e.getMessage();
        if (message != null && (message.contains("header parser received no bytes") || message.startsWith("EOF"))) {
            return "it closed the connection without an answer";
        }
        // HttpClient says nothing of why, and HttpURLConnection the system's words.
        if (e instanceof ConnectException && (message == null || message.startsWith("Connection refused"))) {
            return "nothing listens there";
        }
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static boolean isUnresolved(Throwable e) {
        return isOrHas(e, UnresolvedAddressException.class) || isOrHas(e, UnknownHostException.class);
    }

    private static boolean isUntrusted(Throwable e) {
        return isOrHas(e, CertificateException.class) || isOrHas(e, CertPathBuilderException.class);
    }

    private static boolean isOrHas(Throwable e, Class<? extends Exception> type) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause).anyMatch(type::isInstance);
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
        client.close();
    }
}
