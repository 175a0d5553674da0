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
    private static final Call NOTHING = new Call("", () -> {});

    private final PluginGuard plugin;
    private final GridObserver observer;
    private final boolean isIdle;
    private final Waits waits;
    private final BlockingQueue<Call> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private volatile @Nullable Thread caller;
    private volatile boolean isClosed;

    private record Call(String what, Runnable call) {}

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
        call("changed", () -> observer.changed(transition));
    }

    @Override
    public void routed(Duration took) {
        call("routed", () -> observer.routed(took));
    }

    @Override
    public void executorFailed(String executor, String operation) {
        call("executorFailed", () -> observer.executorFailed(executor, operation));
    }

    @Override
    public void nodeFaulted(String executor, String node) {
        call("nodeFaulted", () -> observer.nodeFaulted(executor, node));
    }

    @Override
    public void callbackTried(CallbackAttempt attempt) {
        call("callbackTried", () -> observer.callbackTried(attempt));
    }

    @Override
    public void storeCalled(String store, String operation, Duration took, boolean failed) {
        call("storeCalled", () -> observer.storeCalled(store, operation, took, failed));
    }

    private void call(String what, Runnable call) {
        if (isIdle || isClosed) {
            return;
        }
        if (!waiting.offer(new Call(what, call))) {
            dropped.increment();
            plugin.warn("is too slow: calls are dropped, and counted");
        } else if (!isStarted.get() && isStarted.compareAndSet(false, true)) {
            start();
        }
    }

    private void start() {
        try {
            Thread thread = DaemonThreads.unstarted("jobgrid observer", this::callAll);
            caller = thread;
            thread.start();
        } catch (RuntimeException | OutOfMemoryError e) {
            caller = null;
            isStarted.set(false); // no thread was available: the next call retries
        }
    }

    private void callAll() {
        try {
            while (!isClosed || !waiting.isEmpty()) {
                Call next = waiting.take();
                call(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(Call next) {
        try {
            boolean unused = plugin.callHere(next.what(), waits.decision(), () -> {
                next.call().run();
                return true;
            });
        } catch (JobGridException e) {
            // Logged. The next call is still made.
        } catch (Error e) {
            plugin.warn("missed calls (" + e.getClass().getName() + ")");
        }
    }

    /** Makes the waiting calls, and returns when they are done or take too long. Later ones are dropped. */
    @Override
    public void close() {
        isClosed = true;
        boolean unused = waiting.offer(NOTHING); // it may wait for a call
        Thread thread = caller;
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
