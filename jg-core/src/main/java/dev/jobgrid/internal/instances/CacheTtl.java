package dev.jobgrid.internal.instances;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How long an answer of the store may be cached: 250 ms from the moment before the read, by the grid's monotonic clock.
 * A writer of cached data waits a little longer; then no grid on the store uses the old value, without communication
 * between them.
 */
public final class CacheTtl {
    private static final long TTL_NANOS = Duration.ofMillis(250).toNanos();
    private static final long EXPIRED_NANOS = Duration.ofMillis(300).toNanos();

    private CacheTtl() {}

    /**
     * Whether a cached value is still valid.
     *
     * @param askedNanos {@link System#nanoTime} before the store was read
     */
    public static boolean isFresh(long askedNanos, long nowNanos) {
        return nowNanos - askedNanos < TTL_NANOS;
    }

    /** Waits until no grid uses values read before the call. Ignores interrupts, and restores the flag. */
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
