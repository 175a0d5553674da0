package dev.jobgrid.client;

import dev.jobgrid.Feed;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Polls for items after a position, until the end.
 *
 * @param <T> the items
 */
final class PolledFeed<T> implements Feed<T> {
    private final Server server;
    private final LongFunction<Page<T>> read;
    private final ToLongFunction<T> position;
    private final Queue<T> ready = new ArrayDeque<>();
    private final Pace pace = new Pace();
    private final CountDownLatch closed = new CountDownLatch(1);
    private long last;

    /**
     * A batch of items.
     *
     * @param over whether no further items can follow
     */
    record Page<T>(List<T> items, boolean over) {}

    PolledFeed(Server server, LongFunction<Page<T>> read, ToLongFunction<T> position) {
        this.server = server;
        this.read = read;
        this.position = position;
    }

    @Override
    public boolean hasNext() {
        try {
            while (ready.isEmpty() && !isClosed()) {
                Page<T> page = read.apply(last);
                ready.addAll(page.items());
                if (!ready.isEmpty()) {
                    pace.reset();
                } else if (page.over() || server.clock().await(closed, pace.next())) {
                    close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof InterruptedIOException || isClosed()) {
                return false;
            }
            throw e;
        }
        return !isClosed() && !ready.isEmpty();
    }

    private boolean isClosed() {
        return closed.getCount() == 0 || server.isClosed();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the feed has ended");
        }
        T next = ready.remove();
        last = position.applyAsLong(next);
        return next;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
