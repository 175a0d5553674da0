package dev.jobgrid.internal.loops;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Creates daemon threads: virtual ones from JDK 24 on, where one that holds a lock no longer pins its carrier; platform
 * threads before.
 */
public final class DaemonThreads {
    private static final int NO_PINNING = 24;
    private static final int KEPT_SECONDS = 10;

    private DaemonThreads() {}

    /** Runs each task at once, in its own thread; idle platform threads are reused for a while. */
    public static Executor executor() {
        if (Runtime.version().feature() >= NO_PINNING) {
            return work -> virtual("jobgrid", work).start();
        }
        return platformExecutor();
    }

    /** As {@link #executor}, of platform threads on each JVM: for work that may not wait for virtual ones to yield. */
    public static Executor platformExecutor() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "jobgrid");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Shuts down an executor of {@link #executor}, and waits for its tasks.
     *
     * @return whether its threads have ended in time
     */
    public static boolean end(Executor threads, Duration timeout) {
        if (!(threads instanceof ExecutorService service)) {
            return true; // virtual threads end with their task
        }
        service.shutdown();
        try {
            return service.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** An unstarted thread with this name. */
    public static Thread unstarted(String name, Runnable work) {
        if (Runtime.version().feature() >= NO_PINNING) {
            return virtual(name, work);
        }
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** By reflection, since the code is compiled for Java 17. */
    private static Thread virtual(String name, Runnable work) {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Method named = builder.getMethod("name", String.class);
            Method unstarted = builder.getMethod("unstarted", Runnable.class);
            Object ofVirtual = Thread.class.getMethod("ofVirtual").invoke(null);
            return (Thread) unstarted.invoke(named.invoke(ofVirtual, name), work);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a JDK of version 24 or later has virtual threads", e);
        }
    }
}
