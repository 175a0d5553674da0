package dev.jobgrid.http.jetty;

import dev.jobgrid.http.HttpAdapter;
import dev.jobgrid.wire.WireJson;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Drains the unread rest of a request body before the connection is closed: the connection of a client that is still sending
 * would be reset, and it would never see the refusal. Drains {@link #MAX_BYTES} bytes, or as many as the route sets in
 * {@link HttpAdapter#DRAINED_BYTES}, and holds no thread. Thread-safe.
 */
final class LingeringClose extends Handler.Wrapper {
    /** Twice the limit of a JSON body, for callers without a key. */
    static final long MAX_BYTES = 2L * WireJson.MAX_BODY_BYTES;

    LingeringClose(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(HttpAdapter.DRAINED_BYTES, MAX_BYTES);
        return super.handle(request, response, new Rest(request, callback));
    }

    /** The end of a request, once the rest of its body is there. One thread at a time. */
    private static final class Rest extends Callback.Nested implements Invocable.Task {
        private final Request request;
        private long taken;

        Rest(Request request, Callback callback) {
            super(callback);
            this.request = request;
        }

        @Override
        public void succeeded() {
            run();
        }

        @Override
        public void run() {
            Content.Chunk chunk = request.read();
            while (chunk != null && !isEnd(chunk)) {
                taken += chunk.remaining();
                chunk.release();
                chunk = request.read();
            }
            if (chunk == null) {
                request.demand(this);
            } else {
                chunk.release();
                super.succeeded();
            }
        }

        private boolean isEnd(Content.Chunk chunk) {
            return chunk.isLast() || Content.Chunk.isFailure(chunk) || taken + chunk.remaining() > max();
        }

        private long max() {
            return request.getAttribute(HttpAdapter.DRAINED_BYTES) instanceof Long max ? max : MAX_BYTES;
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
