package dev.jobgrid.internal.instances;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a grid may go by what the store said, without asking again: 250 ms from the moment before it asked, by its own
 * monotonic clock. Whoever changes what is cached waits a little longer, and then no grid on the store goes by what was
 * before, without a word between them.
 */
public final class CacheTtl {
    private static final long TTL_NANOS = Duration.ofMillis(250).toNanos();
    private static final long EXPIRED_NANOS = Duration.ofMillis(300).toNanos();

    private CacheTtl() {}

    /**
     * Whether an answer still counts.
     *
     * @param askedNanos {@link System#nanoTime} before the store was asked
     */
    public static boolean isFresh(long askedNanos, long nowNanos) {
        return nowNanos - askedNanos < TTL_NANOS;
    }

    /** Returns when no grid goes by what the store said before the call. Goes on through interrupts, and keeps them. */
    public static void awaitExpired() {
        long end = System.nanoTime() + EXPIRED_NANOS;
        boolean interrupted = false;
        for (long left = EXPIRED_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(CacheTtl.class, left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
