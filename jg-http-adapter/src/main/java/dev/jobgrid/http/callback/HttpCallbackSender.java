package dev.jobgrid.http.callback;

import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.callbacks.CallbackSignature;
import dev.jobgrid.http.callback.PinnedAddresses.ForbiddenAddressException;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.callback.CallbackSender;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends callbacks over HTTP (§11): each try resolves the receiver's name once, checks its addresses and connects to
 * these; follows no redirect, takes fifteen seconds at most and reads no more of a response than it needs. Uses no
 * proxy. Thread-safe; its own threads are daemons.
 */
public final class HttpCallbackSender implements CallbackSender {
    /** The longest a try takes. */
    public static final Duration LIMIT = Duration.ofSeconds(15);

    private static final int MAX_READ = 64 << 10;
    /**
     * Several times the concurrent tries: a hanging look-up is awaited for five seconds, and blocks its thread until
     * the system gives up, half a minute or more.
     */
    private static final int MAX_LOOKUPS = 512;

    private static final Duration AFTER_REST = Duration.ofSeconds(5);

    private final AddressRules rules;
    private final CallbackRequest requests;
    private final Breakers breakers;
    private final ExecutorService lookups;
    private final ScheduledExecutorService limits;
    private final CloseableHttpClient client;
    private final RetryAfter retryAfter;
    private final Duration longest;
    private final Set<HttpPost> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    record Settings(
            Optional<CallbackSignature> signature,
            AddressRules rules,
            HostResolver resolver,
            Optional<SSLContext> tls,
            Times times,
            ScheduledExecutorService timer,
            InstantSource clock) {}

    /**
     * Time-outs.
     *
     * @param limit of a try
     * @param lookup of the receiver's addresses
     */
    record Times(Duration limit, Duration lookup) {
        static final Times DEFAULT = new Times(LIMIT, Duration.ofSeconds(5));
    }

    HttpCallbackSender(Settings settings) {
        rules = settings.rules();
        requests = new CallbackRequest(settings.signature(), settings.clock());
        longest = settings.times().limit();
        breakers = new Breakers(settings.clock());
        retryAfter = new RetryAfter(settings.clock());
        lookups = new ThreadPoolExecutor(
                0, MAX_LOOKUPS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("jobgrid callback names"));
        limits = settings.timer();
        client = PlainClient.of(
                new PinnedAddresses(
                        settings.resolver(),
                        settings.rules(),
                        lookups,
                        settings.times().lookup()),
                settings.tls());
    }

    /** A builder of a sender. */
    public static HttpCallbackSenderBuilder builder() {
        return new HttpCallbackSenderBuilder();
    }

    /** Aborts tries that take too long. The sender ends it. */
    static ScheduledExecutorService timer() {
        return Executors.newSingleThreadScheduledExecutor(daemons("jobgrid callback limit"));
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public Set<String> resting() {
        return breakers.resting();
    }

    /** {@inheritDoc} Reports receivers on this machine, which get callbacks in development mode only. */
    @Override
    public Optional<String> undeliverableReason(CallbackTarget target) {
        String receiver = target.receiver();
        String host = receiver.substring(0, Math.max(0, receiver.lastIndexOf(':')));
        return rules.refusesThisMachine(host)
                ? Optional.of("it is on this machine, which this grid sends to only in development mode")
                : Optional.empty();
    }

    @Override
    public CallbackOutcome send(Job job, CallbackDelivery delivery) {
        CallbackTarget target = job.spec().callback().orElseThrow();
        String receiver = delivery.receiver();
        if (target.receiver().isEmpty()) {
            return CallbackOutcome.refused("the address has no host");
        }
        if (closed.get() || !breakers.admits(receiver)) {
            return CallbackOutcome.unsent(
                    closed.get() ? Duration.ZERO : AFTER_REST, "the receiver rests, or the sender closes");
        }
        CallbackOutcome outcome = exchange(requests.of(job, delivery, target));
        switch (outcome.kind()) {
            case ANSWERED -> {
                if (outcome.httpStatus().orElse(0) >= 500) {
                    breakers.failed(receiver);
                } else {
                    breakers.succeeded(receiver);
                }
            }
            case FAILED -> breakers.failed(receiver);
            // No information about the receiver's health.
            case REFUSED, UNSENT -> breakers.brokenOff(receiver);
        }
        return outcome;
    }

    private CallbackOutcome exchange(HttpPost request) {
        underWay.add(request);
        AtomicBoolean late = new AtomicBoolean();
        Future<?> limit = limits.schedule(
                () -> {
                    late.set(true);
                    request.abort();
                },
                longest.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = client.executeOpen(null, request, null);
            CallbackOutcome outcome = CallbackOutcome.answered(response.getCode(), wish(response));
            drain(response);
            return outcome;
        } catch (IOException | RuntimeException e) {
            return late.get() ? CallbackOutcome.failed("it took longer than " + longest.toSeconds() + " s") : failed(e);
        } finally {
            limit.cancel(false);
            request.abort();
            underWay.remove(request);
        }
    }

    private Optional<Duration> wish(ClassicHttpResponse response) {
        Header header = response.getFirstHeader("Retry-After");
        return header == null ? Optional.empty() : retryAfter.parse(header.getValue());
    }

    /** Lets a receiver finish a short response, so that it sees no connection reset; the status is already known. */
    private static void drain(ClassicHttpResponse response) {
        try (response;
                InputStream body = body(response)) {
            body.readNBytes(MAX_READ);
        } catch (IOException | RuntimeException e) {
            // Cut short, by the receiver or by the limit.
            return;
        }
    }

    private static InputStream body(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    // Our own messages: a library's may contain the address with secrets.
    private CallbackOutcome failed(Exception e) {
        if (e instanceof ForbiddenAddressException) {
            return CallbackOutcome.refused("its host leads to an address that callbacks may not go to");
        }
        if (closed.get()) {
            return CallbackOutcome.unsent(Duration.ZERO, "the sender closes");
        }
        if (e instanceof UnknownHostException) {
            return CallbackOutcome.failed("its host has no address");
        }
        if (e instanceof SSLException) {
            return CallbackOutcome.failed(
                    "no secure connection could be made; its certificate may be wrong or expired");
        }
        if (e instanceof SocketTimeoutException) {
            return CallbackOutcome.failed("it did not answer in time");
        }
        if (e instanceof ConnectException) {
            return CallbackOutcome.failed("it took no connection");
        }
        return CallbackOutcome.failed("the connection broke before an answer came");
    }

    /** Aborts tries in flight. May be called twice. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            underWay.forEach(HttpPost::abort);
            client.close(CloseMode.IMMEDIATE);
            lookups.shutdownNow();
            limits.shutdownNow();
        }
    }
}
