package dev.jobgrid.internal.loops;

import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Runs each loop in its own thread. Threads are never interrupted: an interrupt during file I/O closes the file, and
 * with it an embedded database. Closing waits for the current steps instead, each of which waits for {@link #WAIT} at
 * most, and logs those that hang. Thread-safe.
 */
public final class ThreadedLoops implements Loops {
    private static final System.Logger LOG = System.getLogger(ThreadedLoops.class.getName());
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final long FIRST_RETRY_MILLIS = 1_000;
    private static final long LAST_RETRY_MILLIS = 5_000;

    /** A step that has not ended after this time hangs. */
    private static final Duration MAX_CLOSE_TIME = Duration.ofSeconds(15);

    private final Duration timeout;
    private final Object lock = new Object();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Executor threads = DaemonThreads.executor();
    private final Set<Thread> stepping = new HashSet<>();
    private int started;
    private boolean closed;

    /** Loops with a close time-out of 15 seconds. */
    public ThreadedLoops() {
        this(MAX_CLOSE_TIME);
    }

    ThreadedLoops(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void start(String name, Loop loop) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            started++;
        }
        try {
            threads.execute(() -> run(name, loop));
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                started--; // no thread is available, and there is none to wait for
            }
            throw e;
        }
    }

    private void run(String name, Loop loop) {
        Thread thread = Thread.currentThread();
        thread.setName("jobgrid " + name);
        synchronized (lock) {
            stepping.add(thread);
        }
        long retryMillis = FIRST_RETRY_MILLIS;
        String lastFailure = "";
        try {
            while (isOpen()) {
                try {
                    if (!loop.step(WAIT)) {
                        return;
                    }
                    retryMillis = FIRST_RETRY_MILLIS;
                    lastFailure = "";
                } catch (RuntimeException | Error e) {
                    lastFailure = log(name, e, lastFailure);
                    closing.await(retryMillis, TimeUnit.MILLISECONDS);
                    // Back-off for repeated failures.
                    retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                stepping.remove(thread);
                if (--started <= 1) {
                    lock.notifyAll();
                }
            }
        }
    }

    /** Logs a failure unless the step before failed the same way; returns the failure as text. */
    private static String log(String name, Throwable failure, String last) {
        String how = failure.toString();
        if (!how.equals(last)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    name + ": step failed, retrying (logged once until it succeeds)",
                    failure);
        }
        return how;
    }

    private boolean isOpen() {
        synchronized (lock) {
            return !closed;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        long until = System.nanoTime() + timeout.toNanos();
        boolean interrupted = Thread.interrupted();
        synchronized (lock) {
            closed = true;
            int own = stepping.contains(Thread.currentThread()) ? 1 : 0;
            while (started > own && System.nanoTime() < until) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(lock, until - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (started > own) {
                logHanging();
            }
        }
        // Idle threads would be kept for a while.
        DaemonThreads.end(threads, isStepping() ? Duration.ZERO : timeout);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStepping() {
        synchronized (lock) {
            return !stepping.isEmpty();
        }
    }

    private void logHanging() {
        LOG.log(
                System.Logger.Level.WARNING,
                "closed while these have not ended after " + timeout.toSeconds() + " s, and end with their step: "
                        + stepping.stream()
                                .filter(thread -> thread != Thread.currentThread())
                                .map(Thread::getName)
                                .sorted()
                                .toList());
    }
}
