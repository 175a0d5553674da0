package dev.jobgrid.http.internal.exchange;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A request in asynchronous processing, which ends once. Its threads use the request and the response only within
 * {@link #use}: after an error the container ends it on a thread of its own and may reuse both for another client, as
 * Tomcat does. The container waits for a use in progress, and none begins afterwards. Thread-safe.
 */
public final class AsyncExchange {
    private final AsyncContext async;
    private final Runnable onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ended; // under the lock

    /** What a thread does with a request or response. */
    @FunctionalInterface
    public interface Use {
        boolean run() throws IOException;
    }

    private AsyncExchange(AsyncContext async, Runnable onEnd) {
        this.async = async;
        this.onEnd = onEnd;
    }

    /**
     * Makes a request asynchronous, without a time limit.
     *
     * @param onEnd called once, while the request and the response may still be used
     */
    public static AsyncExchange start(HttpServletRequest request, HttpServletResponse response, Runnable onEnd) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        AsyncExchange exchange = new AsyncExchange(async, onEnd);
        async.addListener(exchange.new Errors());
        return exchange;
    }

    /**
     * Uses the request and the response, without waiting for the client.
     *
     * @return the result; false, and nothing is used, if the exchange has ended
     */
    public boolean use(Use use) throws IOException {
        lock.lock();
        try {
            return !ended && use.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs work on a thread of the container, unless the exchange has ended. */
    void start(Runnable work) {
        lock.lock();
        try {
            if (!ended) {
                async.start(work);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the exchange, at the first call. */
    public void end() {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                finish();
            }
        } finally {
            lock.unlock();
        }
    }

    private void finish() {
        try {
            onEnd.run();
        } finally {
            complete();
        }
    }

    private void complete() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The client disconnected, and the container, for example Tomcat, has ended the request.
        }
    }

    /** The container's notice that it is about to end the request. */
    private final class Errors implements AsyncListener {
        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // It has ended: by a call of end, or after onError.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Nobody starts it again.
        }
    }
}
