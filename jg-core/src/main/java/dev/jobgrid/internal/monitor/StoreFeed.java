package dev.jobgrid.internal.monitor;

import dev.jobgrid.Feed;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.internal.jobs.Changes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Reads items of a job from the store, then waits for more until the job has ended. Woken by {@link Changes}; polls
 * once a second for changes by other grids.
 *
 * @param <T> the items
 */
final class StoreFeed<T> implements Feed<T> {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Changes.Watch watch;
    private final LongFunction<List<T>> read;
    private final ToLongFunction<T> position;
    private final BooleanSupplier isOver;
    private final Queue<T> ready = new ArrayDeque<>();
    private long last;
    private volatile boolean closed;

    /**
     * A feed from the first item on.
     *
     * @param read reads items after a position
     * @param position the position of an item
     * @param isOver whether no items follow those stored now
     */
    StoreFeed(
            Changes changes,
            JobRef ref,
            LongFunction<List<T>> read,
            ToLongFunction<T> position,
            BooleanSupplier isOver) {
        this.watch = changes.watch(ref);
        this.read = read;
        this.position = position;
        this.isOver = isOver;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !closed) {
            boolean over = isOver.getAsBoolean();
            ready.addAll(read.apply(last));
            if (ready.isEmpty() && (over || !awaitNews())) {
                close();
            }
        }
        return !closed && !ready.isEmpty();
    }

    private boolean awaitNews() {
        try {
            watch.await(LOOK);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
        closed = true;
        watch.close();
    }
}
