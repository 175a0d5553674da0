package dev.jobgrid.http.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoader;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Reads small bodies before their requests get a thread, so that slow clients hold none. Its memory is bounded: a body
 * reserves its {@code Content-Length} until its request is answered. A body that is large, of unknown length, or does not
 * fit is left to its route, which checks the key before it reads.
 * Thread-safe.
 */
final class SmallBodyLoader implements ContentLoaderFactory {
    /** The longest body read ahead. */
    static final int MAX_LENGTH = 16 << 10;

    private final Semaphore room;

    /** With this limit on the bytes of all bodies together. */
    SmallBodyLoader(int bytes) {
        room = new Semaphore(bytes);
    }

    /** Of every type. */
    @Override
    public @Nullable String getApplicableMimeType() {
        return null;
    }

    @Override
    public @Nullable ContentLoader newContentLoader(
            String contentType,
            String mimeType,
            Handler handler,
            Request request,
            Response response,
            Callback callback) {
        int length = (int) Math.min(request.getLength(), MAX_LENGTH + 1L);
        if (length < 1 || length > MAX_LENGTH || !room.tryAcquire(length)) {
            return null;
        }
        Request.addCompletionListener(request, failure -> room.release(length));
        return new Loader(handler, request, response, callback, length);
    }

    /** A body being received; copied, since it would keep whole network buffers alive. */
    private static final class Loader extends ContentLoader implements Invocable.Task {
        private final ByteBuffer body;

        Loader(Handler handler, Request request, Response response, Callback callback, int length) {
            super(handler, request, response, callback);
            body = ByteBuffer.allocate(length);
        }

        @Override
        protected void load() {
            read(Runnable::run);
        }

        /** More has arrived. This is a thread of the network, which a route must not block. */
        @Override
        public void run() {
            read(getRequest().getContext());
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        private void read(Executor threads) {
            Content.Chunk chunk = getRequest().read();
            while (chunk != null && !isEnd(chunk)) {
                take(chunk);
                chunk = getRequest().read();
            }
            if (chunk == null) {
                getRequest().demand(this);
            } else {
                Content.Chunk whole = ended(chunk);
                threads.execute(() -> handle(new WholeBody(getRequest(), whole), getResponse(), getCallback()));
            }
        }

        private static boolean isEnd(Content.Chunk chunk) {
            return chunk.isLast() || Content.Chunk.isFailure(chunk);
        }

        private void take(Content.Chunk chunk) {
            body.put(chunk.getByteBuffer());
            chunk.release();
        }

        /** The body, or the failure to throw when the route reads. */
        private Content.Chunk ended(Content.Chunk last) {
            if (Content.Chunk.isFailure(last)) {
                return Content.Chunk.from(last.getFailure(), true);
            }
            take(last);
            return Content.Chunk.from(body.flip(), true);
        }
    }

    /** A request whose body has been read. */
    private static final class WholeBody extends Request.Wrapper {
        private Content.Chunk next;

        WholeBody(Request request, Content.Chunk whole) {
            super(request);
            next = whole;
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk read = next;
            next = Content.Chunk.next(read);
            return read;
        }
    }
}
