package dev.jobgrid.executor.docker.internal.http;

import java.io.Closeable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a connection after too long without progress, or when this is closed. Thread-safe. */
final class Deadline implements Closeable {
    private final ScheduledExecutorService clock;
    private final StallTimer progress;
    private final EngineConnection connection;
    private final Object lock = new Object();
    private @Nullable ScheduledFuture<?> next;
    private boolean isClosed;
    private volatile boolean hasPassed;

    Deadline(ScheduledExecutorService clock, StallTimer progress, EngineConnection connection) {
        this.clock = clock;
        this.progress = progress;
        this.connection = connection;
        check();
    }

    private void check() {
        if (progress.isStalled()) {
            hasPassed = true;
            connection.close();
            return;
        }
        synchronized (lock) {
            if (!isClosed) {
                try {
                    next = clock.schedule(this::check, Math.max(1, progress.leftNanos()), TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException e) {
                    // The executor is closed, which ends waiting calls.
                    connection.close();
                }
            }
        }
    }

    boolean hasPassed() {
        return hasPassed;
    }

    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
            if (next != null) {
                next.cancel(false);
            }
        }
        connection.close();
    }
}
