package dev.jobgrid.internal.plugins;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.internal.loops.DaemonThreads;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.GridObserver;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Calls an observer on its own thread, in order. Calls that it is too slow for are dropped and counted, so that nothing
 * waits for it. Thread-safe.
 */
public final class GuardedObserver implements GridObserver, AutoCloseable {
    private static final int MAX_WAITING = 10_000;
    private static final News NOTHING = new News("", () -> {});

    private final PluginGuard plugin;
    private final GridObserver observer;
    private final boolean isIdle;
    private final Waits waits;
    private final BlockingQueue<News> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private volatile @Nullable Thread teller;
    private volatile boolean isClosed;

    private record News(String what, Runnable telling) {}

    GuardedObserver(PluginGuard plugin, GridObserver observer, Waits waits) {
        this.plugin = plugin;
        this.observer = observer;
        this.isIdle = observer.equals(GridObserver.NONE);
        this.waits = waits;
    }

    /** Whether it ignores all calls. */
    public boolean isIdle() {
        return isIdle;
    }

    /** The number of calls dropped because it was too slow. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void changed(Transition transition) {
        tell("changed", () -> observer.changed(transition));
    }

    @Override
    public void routed(Duration took) {
        tell("routed", () -> observer.routed(took));
    }

    @Override
    public void executorFailed(String executor, String operation) {
        tell("executorFailed", () -> observer.executorFailed(executor, operation));
    }

    @Override
    public void nodeFaulted(String executor, String node) {
        tell("nodeFaulted", () -> observer.nodeFaulted(executor, node));
    }

    @Override
    public void callbackTried(CallbackAttempt attempt) {
        tell("callbackTried", () -> observer.callbackTried(attempt));
    }

    @Override
    public void storeCalled(String store, String operation, Duration took, boolean failed) {
        tell("storeCalled", () -> observer.storeCalled(store, operation, took, failed));
    }

    private void tell(String what, Runnable telling) {
        if (isIdle || isClosed) {
            return;
        }
        if (!waiting.offer(new News(what, telling))) {
            dropped.increment();
            plugin.tell("is too slow: calls are dropped, and counted");
        } else if (!isStarted.get() && isStarted.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        try {
            Thread thread = DaemonThreads.unstarted("jobgrid observer", this::tellAll);
            teller = thread;
            thread.start();
        } catch (RuntimeException | OutOfMemoryError e) {
            teller = null;
            isStarted.set(false); // no thread was available: the next call retries
        }
    }

    private void tellAll() {
        try {
            while (!isClosed || !waiting.isEmpty()) {
                News next = waiting.take();
                tell(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(News news) {
        try {
            boolean unused = plugin.callHere(news.what(), waits.decision(), () -> {
                news.telling().run();
                return true;
            });
        } catch (JobGridException e) {
            // Logged. The next call is still made.
        } catch (Error e) {
            plugin.tell("missed calls (" + e.getClass().getName() + ")");
        }
    }

    /** Makes the waiting calls, and returns when they are done or take too long. Later ones are dropped. */
    @Override
    public void close() {
        isClosed = true;
        boolean unused = waiting.offer(NOTHING); // it may wait for a call
        Thread thread = teller;
        if (thread == null || thread.equals(Thread.currentThread())) {
            return;
        }
        try {
            thread.join(waits.decision().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
