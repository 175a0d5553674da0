package dev.jobgrid.http.callback;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose time is over when a test says so. Thread-safe. */
final class ManualTimer extends ScheduledThreadPoolExecutor {
    private final List<Duration> delays = new CopyOnWriteArrayList<>();
    private final List<Runnable> due = new CopyOnWriteArrayList<>();

    ManualTimer() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        delays.add(Duration.of(delay, unit.toChronoUnit()));
        due.add(command);
        return super.schedule(command, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** What was asked for, in order. */
    List<Duration> delays() {
        return delays;
    }

    void fire() {
        due.forEach(Runnable::run);
    }
}
