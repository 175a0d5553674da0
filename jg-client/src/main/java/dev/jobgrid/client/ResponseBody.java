package dev.jobgrid.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A streamed response body. The JDK's own stream waits for ever for a silent server; this one has a time-out. Buffers
 * at most one piece. Read it from one thread; close it from any.
 */
final class ResponseBody extends InputStream implements BodySubscriber<ResponseBody> {
    private final Duration idle;
    private final LinkedBlockingQueue<Piece> arrived = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final Queue<ByteBuffer> reading = new ArrayDeque<>();
    private Optional<Piece> end = Optional.empty();
    private volatile boolean closed;

    private record Piece(List<ByteBuffer> buffers, boolean last, Optional<Throwable> failure) {}

    ResponseBody(Duration idle) {
        this.idle = idle;
    }

    @Override
    public CompletionStage<ResponseBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (closed || !subscription.compareAndSet(null, given)) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrived.add(new Piece(buffers, false, Optional.empty()));
    }

    @Override
    public void onError(Throwable failure) {
        arrived.add(new Piece(List.of(), true, Optional.of(failure)));
    }

    @Override
    public void onComplete() {
        arrived.add(new Piece(List.of(), true, Optional.empty()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? read : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            ByteBuffer buffer = reading.peek();
            if (buffer == null) {
                if (!fetch()) {
                    return -1;
                }
            } else if (buffer.hasRemaining()) {
                int read = Math.min(length, buffer.remaining());
                buffer.get(into, offset, read);
                return read;
            } else {
                reading.remove();
            }
        }
    }

    /** Waits for the next piece; false at the end. */
    private boolean fetch() throws IOException {
        if (closed) {
            throw new IOException("the response body was closed");
        }
        Piece piece = end.isPresent() ? end.get() : await();
        if (piece.last()) {
            end = Optional.of(piece);
            if (piece.failure().isPresent()) {
                throw new IOException(
                        "the response ended early", piece.failure().get());
            }
            return false;
        }
        reading.addAll(piece.buffers());
        Flow.Subscription source = subscription.get();
        if (source != null) {
            source.request(1);
        }
        return true;
    }

    private Piece await() throws IOException {
        try {
            Piece piece = arrived.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
            if (piece == null) {
                close();
                throw new SocketTimeoutException("the response stalled for " + idle.toSeconds() + " s");
            }
            return piece;
        } catch (InterruptedException e) {
            close();
            throw Server.interrupted();
        }
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription source = subscription.get();
        if (source != null) {
            source.cancel();
        }
        arrived.add(new Piece(List.of(), true, Optional.of(new IOException("closed by its reader"))));
    }
}
