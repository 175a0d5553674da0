package dev.jobgrid.internal.execute;

import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.spi.GridClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The time in which a launch plan waits for its go, by the monotonic clock: what was left of it when this grid placed or
 * took over the run. One thread waits; {@link #wake} and {@link #left} may be called by any.
 */
final class HoldStage {
    private final Semaphore news = new Semaphore(0);
    private final Stopwatch since;
    private final Duration length;

    HoldStage(Job held, GridClock clock) {
        since = Stopwatch.start(clock);
        length = left(held.state().hold().orElseThrow(), clock.instant());
    }

    /** By the wall clock, which may have been set: never more than the whole hold. */
    private static Duration left(LaunchHold hold, Instant now) {
        Duration left = Duration.between(now, hold.at());
        return left.isNegative() ? Duration.ZERO : left.compareTo(hold.length()) > 0 ? hold.length() : left;
    }

    /** Ends {@link #await}, or else the next one. */
    void wake() {
        news.release();
    }

    /** Waits for news, or the end of the hold. */
    void await(Duration max) throws InterruptedException {
        Duration left = left();
        if (news.tryAcquire((left.compareTo(max) < 0 ? left : max).toNanos(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
        }
    }

    boolean isOver() {
        return since.hasRun(length);
    }

    /** How long it holds from now on. */
    Duration left() {
        Duration left = length.minus(since.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
