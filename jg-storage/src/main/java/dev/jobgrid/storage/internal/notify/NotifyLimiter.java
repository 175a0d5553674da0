package dev.jobgrid.storage.internal.notify;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Throttles notifications of idle peers: the first one at once, further ones combined at the end of an interval. Each
 * NOTIFY serialises commits and wakes a process, so the interval is longer at a high rate of commits. Thread-safe.
 */
public final class NotifyLimiter {
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** With this many commits in a short interval, or the same rate in a long one, the next interval is long. */
    private static final int MANY = 4;

    private final BooleanSupplier notification;
    private final Executor elsewhere;
    private final AtomicInteger deferNotify = new AtomicInteger();
    private volatile long momentNanos = SHORT_NANOS;
    private volatile long notifiedNanos = System.nanoTime() - LONG_NANOS;

    /**
     * A limiter.
     *
     * @param notification notifies idle peers, and returns whether there were any
     * @param elsewhere runs deferred notifications
     */
    public NotifyLimiter(BooleanSupplier notification, Executor elsewhere) {
        this.notification = notification;
        this.elsewhere = elsewhere;
    }

    /** Whether a commit that begins now should notify them. If not, call {@link #deferNotify} after it. */
    public boolean areDue() {
        return System.nanoTime() - notifiedNanos >= momentNanos;
    }

    /** Peers were notified. */
    public void markNotified() {
        notifiedNanos = System.nanoTime();
    }

    /** A commit was not notified. */
    public void deferNotify() {
        if (deferNotify.getAndIncrement() == 0) {
            CompletableFuture.delayedExecutor(momentNanos, TimeUnit.NANOSECONDS, elsewhere)
                    .execute(this::sendNow);
        }
    }

    private void sendNow() {
        // Before notifying: later commits may be too late for it.
        long commits = deferNotify.getAndSet(0);
        momentNanos = commits * SHORT_NANOS >= MANY * momentNanos ? LONG_NANOS : SHORT_NANOS;
        try {
            if (notification.getAsBoolean()) {
                markNotified();
            }
        } catch (RuntimeException e) {
            // The database is unavailable; grids poll for work when it is back.
        }
    }
}
