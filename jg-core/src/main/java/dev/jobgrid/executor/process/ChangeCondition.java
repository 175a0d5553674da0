package dev.jobgrid.executor.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes threads that wait for a run to change. Thread-safe.
 *
 * <p>By a {@link Condition}: before JDK 25.0.4 a virtual thread can stay blocked for ever in the second of two timed
 * calls of {@link Object#wait} (JDK-8373120).
 */
final class ChangeCondition {
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long beats;

    /** Something has changed. */
    void beat() {
        lock.lock();
        try {
            beats++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A wait of that length, which checks the files at growing intervals, and at once after a change. */
    Wait startWait(Duration longest) {
        return new Wait(longest);
    }

    /** One wait. Single-threaded. */
    final class Wait {
        private static final long MIN_MILLIS = 1;
        private static final long MAX_MILLIS_AT_FIRST = 16;
        private static final long MAX_MILLIS = 50;
        private static final long FIRST_NANOS = 2_000_000_000L;

        private final long began = System.nanoTime();
        private final long nanos;
        private long pause = MIN_MILLIS;
        private long seen;

        private Wait(Duration longest) {
            // Saturates: a caller may wait for ever.
            this.nanos = longest.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE : Math.max(0, longest.toNanos());
            lock.lock();
            try {
                seen = beats;
            } finally {
                lock.unlock();
            }
        }

        /** Pauses; false at once if the time has passed. Check the condition before the first call. */
        @SuppressWarnings("WaitNotInLoop") // One pause of the caller's loop.
        boolean pause() throws InterruptedException {
            long passed = System.nanoTime() - began;
            if (passed >= nanos) {
                return false;
            }
            long millis = Math.max(1, Math.min(pause, (nanos - passed) / 1_000_000));
            lock.lock();
            try {
                if (seen == beats) {
                    changed.await(millis, TimeUnit.MILLISECONDS);
                }
                seen = beats;
            } finally {
                lock.unlock();
            }
            pause = Math.min(pause * 2, passed < FIRST_NANOS ? MAX_MILLIS_AT_FIRST : MAX_MILLIS);
            return true;
        }
    }
}
