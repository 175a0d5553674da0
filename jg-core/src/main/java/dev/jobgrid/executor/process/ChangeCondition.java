package dev.jobgrid.executor.process;

import java.time.Duration;

/** Wakes threads that wait for a run to change. Thread-safe. */
final class ChangeCondition {
    private final Object lock = new Object();
    private long beats;

    /** Something has changed. */
    void beat() {
        synchronized (lock) {
            beats++;
            lock.notifyAll();
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
            synchronized (lock) {
                seen = beats;
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
            synchronized (lock) {
                if (seen == beats) {
                    lock.wait(millis);
                }
                seen = beats;
            }
            pause = Math.min(pause * 2, passed < FIRST_NANOS ? MAX_MILLIS_AT_FIRST : MAX_MILLIS);
            return true;
        }
    }
}
