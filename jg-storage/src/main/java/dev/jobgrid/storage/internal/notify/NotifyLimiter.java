package dev.jobgrid.storage.internal.notify;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Says when idle peers are to be told that work was stored: at once if they were not told for a moment, else once at the end of
 * that moment, for all that was stored in it. Each NOTIFY makes commits stand in a line and wakes a process, so the moment is
 * longer while commits come thick and fast. Thread-safe.
 */
public final class NotifyLimiter {
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** With so many commits in a short moment, or as many for its length in a long one, the next one is long. */
    private static final int MANY = 4;

    private final BooleanSupplier telling;
    private final Executor elsewhere;
    private final AtomicInteger deferNotify = new AtomicInteger();
    private volatile long momentNanos = SHORT_NANOS;
    private volatile long toldNanos = System.nanoTime() - LONG_NANOS;

    /**
     * News that are told by this.
     *
     * @param telling tells idle peers, and says whether there were any
     * @param elsewhere where that is done when it was put off
     */
    public NotifyLimiter(BooleanSupplier telling, Executor elsewhere) {
        this.telling = telling;
        this.elsewhere = elsewhere;
    }

    /** Whether a commit that begins now is to tell them. If not, {@link #deferNotify} is to be called after it. */
    public boolean areDue() {
        return System.nanoTime() - toldNanos >= momentNanos;
    }

    /** They were told. */
    public void told() {
        toldNanos = System.nanoTime();
    }

    /** Something was committed that they were not told of. */
    public void deferNotify() {
        if (deferNotify.getAndIncrement() == 0) {
            CompletableFuture.delayedExecutor(momentNanos, TimeUnit.NANOSECONDS, elsewhere)
                    .execute(this::tell);
        }
    }

    private void tell() {
        // Before they are told: what is committed from now on may come too late for that.
        long commits = deferNotify.getAndSet(0);
        momentNanos = commits * SHORT_NANOS >= MANY * momentNanos ? LONG_NANOS : SHORT_NANOS;
        try {
            if (telling.getAsBoolean()) {
                told();
            }
        } catch (RuntimeException e) {
            // The database is away; grids look for work by themselves when it is back.
        }
    }
}
