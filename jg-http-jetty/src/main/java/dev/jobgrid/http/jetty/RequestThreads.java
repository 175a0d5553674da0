package dev.jobgrid.http.jetty;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reserves threads for health requests: it bounds how many threads other requests hold, and queues further ones, which hold
 * none. Thread-safe.
 */
final class RequestThreads extends Handler.Wrapper {
    private static final Set<String> HEALTH = Set.of("/healthz", "/readyz");

    private final Semaphore free;
    private final Executor threads;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

    private record Waiting(Request request, Response response, Callback callback) {}

    /**
     * With a bound on other requests at a time.
     *
     * @param threads for requests that had to wait
     */
    RequestThreads(Handler handler, int others, Executor threads) {
        super(handler);
        this.free = new Semaphore(others);
        this.threads = threads;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (HEALTH.contains(Request.getPathInContext(request))) {
            return super.handle(request, response, callback);
        }
        if (!queue.isEmpty() || !free.tryAcquire()) {
            queue.add(new Waiting(request, response, callback));
            startNext();
            return true;
        }
        try {
            return super.handle(request, response, callback);
        } finally {
            free.release();
            startNext();
        }
    }

    /** After each release and each addition, so that none stays in the queue while a thread is free. */
    private void startNext() {
        while (!queue.isEmpty() && free.tryAcquire()) {
            Waiting next = queue.poll();
            if (next == null) {
                free.release();
            } else {
                threads.execute(() -> run(next));
            }
        }
    }

    private void run(Waiting next) {
        try {
            if (!super.handle(next.request(), next.response(), next.callback())) {
                Response.writeError(next.request(), next.response(), next.callback(), HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable e) {
            Response.writeError(next.request(), next.response(), next.callback(), e);
        } finally {
            free.release();
            startNext();
        }
    }
}
