package dev.jobgrid.internal.loops;

import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives each loop a thread of its own. Threads are never interrupted: an interrupt in the middle of file I/O closes
 * the file, and with it an embedded database. Closing waits for the step under way instead, which waits for
 * {@link #WAIT} at most. Thread-safe.
 */
public final class ThreadedLoops implements Loops {
    private static final System.Logger LOG = System.getLogger(ThreadedLoops.class.getName());
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final long RETRY_MILLIS = 1000;

    private final Object lock = new Object();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    @Override
    public void start(String name, Loop loop) {
        Thread thread = DaemonThreads.unstarted("jobgrid " + name, () -> run(name, loop));
        synchronized (lock) {
            if (closed) {
                return;
            }
            threads.add(thread);
        }
        thread.start();
    }

    private void run(String name, Loop loop) {
        try {
            while (isOpen() && step(name, loop)) {
                // Goes on until the loop is over, or all are closed.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                threads.remove(Thread.currentThread());
                lock.notifyAll();
            }
        }
    }

    private boolean step(String name, Loop loop) throws InterruptedException {
        try {
            return loop.step(WAIT);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, name + ": a step failed and is tried again", e);
            return !closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
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
            while (!threads.isEmpty() && !threads.equals(Set.of(Thread.currentThread()))) {
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
