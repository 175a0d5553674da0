package dev.jobgrid.executor.docker.internal.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets threads wait for changes of a state that a lock guards. Thread-safe.
 *
 * <p>By latches: before JDK 25.0.4 a virtual thread can stay blocked for ever in {@link Object#wait(long)}
 * (JDK-8373120).
 */
final class StateChanges {
    private final Object lock;
    private CountDownLatch next = new CountDownLatch(1);

    StateChanges(Object lock) {
        this.lock = lock;
    }

    /** Wakes the threads that wait; the caller holds the lock. */
    void signalAll() {
        next.countDown();
        next = new CountDownLatch(1);
    }

    /**
     * Waits until a condition holds.
     *
     * @param condition is asked while the lock is held
     * @return whether it holds within that time
     */
    boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            CountDownLatch change;
            synchronized (lock) {
                if (condition.getAsBoolean()) {
                    return true;
                }
                change = next;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 || !change.await(left, TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
    }
}
