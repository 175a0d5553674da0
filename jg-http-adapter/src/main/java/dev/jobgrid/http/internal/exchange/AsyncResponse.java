package dev.jobgrid.http.internal.exchange;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous response: written as soon as the result is available and the container accepts bytes, by the thread
 * that completes the later of the two, which never waits for the client. Thread-safe.
 *
 * @param <T> the result
 */
public final class AsyncResponse<T> implements WriteListener {
    private final Context ctx;
    private final int status;
    private final Reply<T> reply;
    private final ServletOutputStream out;
    private final AsyncExchange exchange;

    /** The result, and the container's readiness. */
    private final AtomicInteger missing = new AtomicInteger(2);

    private final AtomicBoolean begun = new AtomicBoolean();
    private boolean written; // within a use of the exchange
    private @Nullable T value;
    private @Nullable Throwable failure;

    private AsyncResponse(Context ctx, int status, Reply<T> reply, Runnable answered) throws IOException {
        this.ctx = ctx;
        this.status = status;
        this.reply = reply;
        out = ctx.res().getOutputStream();
        exchange = AsyncExchange.start(MountedRequest.of(ctx), ctx.res(), answered);
    }

    /**
     * Makes a request asynchronous after routing.
     *
     * @param answered called once, after the response or its failure
     */
    public static <T> void leave(Context ctx, int status, CompletionStage<T> stage, Reply<T> reply, Runnable answered)
            throws IOException {
        AsyncResponse<T> later;
        try {
            later = new AsyncResponse<>(ctx, status, reply, answered);
        } catch (IOException | RuntimeException e) {
            answered.run();
            throw e;
        }
        try {
            later.out.setWriteListener(later);
        } catch (RuntimeException e) {
            later.exchange.end();
            throw e;
        }
        stage.whenComplete(later::brought);
    }

    private void brought(@Nullable T brought, @Nullable Throwable failed) {
        value = brought;
        failure = failed;
        arrived();
    }

    @Override
    public void onWritePossible() {
        if (begun.compareAndSet(false, true)) {
            arrived();
        } else if (missing.get() == 0) {
            write();
        }
    }

    private void arrived() {
        if (missing.decrementAndGet() > 0) {
            return;
        }
        if (value != null && reply.reads(value)) {
            writeWhereOneMayWait();
        } else {
            write();
        }
    }

    private void writeWhereOneMayWait() {
        try {
            exchange.start(this::write);
        } catch (RuntimeException e) {
            failure = e;
            write();
        }
    }

    /**
     * Writes and ends if the container accepts bytes; if not, the container notifies later. The container sends what
     * the client does not accept at once: Tomcat does not always notify when that is done.
     */
    private void write() {
        try {
            if (exchange.use(this::written)) {
                exchange.end();
            }
        } catch (IOException | RuntimeException | Error e) {
            exchange.end(); // the client is gone
        }
    }

    private boolean written() throws IOException {
        if (out.isReady() && !written) {
            written = true;
            response();
        }
        return written;
    }

    private void response() throws IOException {
        try {
            if (failure == null) {
                JsonResponses.json(ctx.res(), status, reply.to(Objects.requireNonNull(value)));
            } else {
                ErrorResponses.failed(ctx, failure);
            }
        } catch (RuntimeException | Error e) {
            ErrorResponses.failed(ctx, e);
        }
    }

    @Override
    public void onError(Throwable lost) {
        exchange.end();
    }
}
