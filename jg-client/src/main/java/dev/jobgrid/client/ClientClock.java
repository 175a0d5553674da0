package dev.jobgrid.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The client's clock for retries and waits. Thread-safe. */
interface ClientClock {
    /** This host's monotonic clock. */
    ClientClock SYSTEM = new ClientClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public boolean await(CountDownLatch end, Duration time) throws InterruptedException {
            return end.await(time.toNanos(), TimeUnit.NANOSECONDS);
        }
    };

    /** As {@link System#nanoTime}: only differences are meaningful. */
    long nanoTime();

    /** Waits for this time, or until the latch opens; whether it is open. */
    boolean await(CountDownLatch end, Duration time) throws InterruptedException;
}
