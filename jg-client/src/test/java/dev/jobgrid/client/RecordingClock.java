package dev.jobgrid.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A clock on which only waits take time, and those at once. Thread-safe. */
final class RecordingClock implements ClientClock {
    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public boolean await(CountDownLatch end, Duration time) {
        waits.add(time);
        nanos.addAndGet(time.toNanos());
        return end.getCount() == 0;
    }

    /** The waits so far, in order. */
    List<Duration> waits() {
        return waits;
    }
}
