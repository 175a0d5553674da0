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
 * Gives each loop a thread of its own. Threads are never interrupted: an interrupt in the middle of file I/O closes
 * the file, and with it an embedded database. Closing waits for the steps under way instead, each of which waits for
 * {@link #WAIT} at most, and says which have not ended if one hangs. Thread-safe.
 */
public final class ThreadedLoops implements Loops {
    private static final System.Logger LOG = System.getLogger(ThreadedLoops.class.getName());
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final long FIRST_RETRY_MILLIS = 1_000;
    private static final long LAST_RETRY_MILLIS = 5_000;

    /** A step that takes longer than this to close hangs on something. */
    private static final Duration MAX_CLOSE_TIME = Duration.ofSeconds(15);

    private final Duration most;
    private final Object lock = new Object();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Executor threads = DaemonThreads.executor();
    private final Set<Thread> stepping = new HashSet<>();
    private int started;
    private boolean closed;

    /** Loops that are waited for 15 seconds when this is closed. */
    public ThreadedLoops() {
        this(MAX_CLOSE_TIME);
    }

    ThreadedLoops(Duration most) {
        this.most = most;
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
                started--; // no thread is to be had, and none is to be waited for
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
                    // What fails for long is asked less often.
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

    /** Logs a failure unless the step before failed alike, so that no log fills with it; says how it failed. */
    private static String log(String name, Throwable failure, String last) {
        String how = failure.toString();
        if (!how.equals(last)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    name + ": a step failed and is tried again; this is logged once until it succeeds",
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
        long until = System.nanoTime() + most.toNanos();
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
                tellWhatHangs();
            }
        }
        // Threads without work would be kept for a while.
        DaemonThreads.end(threads, isStepping() ? Duration.ZERO : most);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStepping() {
        synchronized (lock) {
            return !stepping.isEmpty();
        }
    }

    private void tellWhatHangs() {
        LOG.log(
                System.Logger.Level.WARNING,
                "closed while these have not ended after " + most.toSeconds() + " s, and end with their step: "
                        + stepping.stream()
                                .filter(thread -> thread != Thread.currentThread())
                                .map(Thread::getName)
                                .sorted()
                                .toList());
    }
}
