package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.http.MinimumRate;
import dev.jobgrid.spi.GridClock;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * The body of a response, of a known length, that is sent as the client takes it: a thread of the container reads and writes
 * while the client takes bytes, and none waits for it. A client slower than {@link MinimumRate} is cut off. Used by one thread
 * of the container at a time.
 */
public final class AsyncBody implements WriteListener {
    private final Context ctx;
    private final Source source;
    private final GridClock clock;
    private final ServletOutputStream out;
    private final AsyncExchange exchange;
    // All below: within a use of the exchange.
    private Optional<ByteBuffer> first;
    private long left;
    private long sentSinceChecked;
    private long waitedNanos;
    private long waitingSince;
    private boolean waiting;

    /** Where the bytes come from. */
    public interface Source extends Closeable {
        /**
         * The next bytes of the body; the buffer may be used again at the next call. May wait for a store, not for a client.
         *
         * @throws RuntimeException if they cannot be read; the connection is closed then
         */
        ByteBuffer next();
    }

    private AsyncBody(Context ctx, Body body, GridClock clock) throws IOException {
        this.ctx = ctx;
        this.source = body.source();
        this.clock = clock;
        this.left = body.length();
        this.first = Optional.of(body.first());
        out = ctx.res().getOutputStream();
        exchange = AsyncExchange.start(MountedRequest.of(ctx), ctx.res(), body::close);
    }

    /** What is to be sent; its beginning has been read, so that a failure of that is answered as any other. */
    private record Body(Source source, ByteBuffer first, long length, Runnable answered) {
        /** The same, with something to do after it is answered. */
        Body before(Runnable then) {
            return new Body(source, first, length, () -> {
                answered.run();
                then.run();
            });
        }

        void writeTo(ServletOutputStream out) throws IOException {
            long left = length - write(first, out);
            while (left > 0) {
                left -= write(source.next(), out);
            }
        }

        void close() {
            try (source) {
                answered.run();
            } catch (IOException e) {
                // All that was to be read has been, or nobody reads it.
            }
        }
    }

    /**
     * Sends the body of a response whose head is set: asynchronously, after routing, if the container can.
     *
     * @param length of the body
     * @param answered called once, after the response or its failure
     */
    public static void send(Context ctx, Source source, long length, GridClock clock, Runnable answered)
            throws IOException {
        ByteBuffer none = ByteBuffer.allocate(0);
        Body body;
        try {
            body = new Body(source, length == 0 ? none : source.next(), length, answered);
        } catch (RuntimeException e) {
            new Body(source, none, 0, answered).close();
            throw e;
        }
        if (ctx.req().isAsyncSupported() && length > 0) {
            MountedRequest.of(ctx).leave(logged -> leave(ctx, body.before(logged), clock));
            return;
        }
        try {
            body.writeTo(ctx.res().getOutputStream());
        } finally {
            body.close();
        }
    }

    private static void leave(Context ctx, Body body, GridClock clock) throws IOException {
        AsyncBody sending;
        try {
            sending = new AsyncBody(ctx, body, clock);
        } catch (IOException | RuntimeException e) {
            body.close();
            throw e;
        }
        try {
            sending.out.setWriteListener(sending);
        } catch (RuntimeException e) {
            sending.exchange.end();
            throw e;
        }
    }

    /** Throws to have the container close the connection, the only sign of a response that is cut short. */
    @Override
    public void onWritePossible() throws IOException {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = exchange.use(this::isSent);
        }
    }

    /** Sends the next bytes; whether more may be sent at once. */
    private boolean isSent() throws IOException {
        checkRate();
        if (!out.isReady()) {
            waiting = true;
            waitingSince = clock.nanoTime();
            return false;
        }
        int count = write(first.orElseGet(this::next), out);
        first = Optional.empty();
        left -= count;
        sentSinceChecked += count;
        if (left == 0) {
            // At once: Tomcat does not always say when the client has the rest, which the container sends.
            exchange.end();
        }
        return left > 0;
    }

    private ByteBuffer next() {
        try {
            return source.next();
        } catch (RuntimeException e) {
            ErrorResponses.logFault(ctx, e);
            throw e;
        }
    }

    private static int write(ByteBuffer bytes, ServletOutputStream out) throws IOException {
        int count = bytes.remaining();
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
        return count;
    }

    private void checkRate() throws IOException {
        if (!waiting) {
            return;
        }
        waiting = false;
        waitedNanos += clock.nanoTime() - waitingSince;
        Duration waited = Duration.ofNanos(waitedNanos);
        if (MinimumRate.isTooSlow(sentSinceChecked, waited)) {
            throw new IOException("the client takes less than " + MinimumRate.BYTES_PER_SECOND + " bytes/s");
        }
        if (waited.compareTo(MinimumRate.GRACE) > 0) {
            // From now on: what sockets took ahead counts once.
            waitedNanos = 0;
            sentSinceChecked = 0;
        }
    }

    @Override
    public void onError(Throwable lost) {
        exchange.end();
    }
}
