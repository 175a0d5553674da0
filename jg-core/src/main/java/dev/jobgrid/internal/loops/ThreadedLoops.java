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
 * the file, and with it an embedded database. Closing waits for the step under way instead, which waits for
 * {@link #WAIT} at most. Thread-safe.
 */
public final class ThreadedLoops implements Loops {
    private static final System.Logger LOG = System.getLogger(ThreadedLoops.class.getName());
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final long FIRST_RETRY_MILLIS = 1_000;
    private static final long LAST_RETRY_MILLIS = 5_000;

    private final Object lock = new Object();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Executor threads = DaemonThreads.executor();
    private final Set<Thread> stepping = new HashSet<>();
    private int started;
    private boolean closed;

    @Override
    public void start(String name, Loop loop) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            started++;
        }
        threads.execute(() -> run(name, loop));
    }

    private void run(String name, Loop loop) {
        Thread thread = Thread.currentThread();
        thread.setName("jobgrid " + name);
        synchronized (lock) {
            stepping.add(thread);
        }
        long retryMillis = FIRST_RETRY_MILLIS;
        try {
            while (isOpen()) {
                Outcome outcome = step(name, loop);
                if (outcome == Outcome.OVER) {
                    return;
                }
                if (outcome == Outcome.DONE) {
                    retryMillis = FIRST_RETRY_MILLIS;
                } else {
                    closing.await(retryMillis, TimeUnit.MILLISECONDS);
                    // What fails for long is asked less often, so that no log fills with it.
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

    private enum Outcome {
        DONE,
        FAILED,
        OVER
    }

    private static Outcome step(String name, Loop loop) throws InterruptedException {
        try {
            return loop.step(WAIT) ? Outcome.DONE : Outcome.OVER;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, name + ": a step failed and is tried again", e);
            return Outcome.FAILED;
        }
    }

    private boolean isOpen() {
        synchronized (lock) {
            return !closed;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        synchronized (lock) {
            closed = true;
            boolean interrupted = false;
            int own = stepping.contains(Thread.currentThread()) ? 1 : 0;
            while (started > own) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
