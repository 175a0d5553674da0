package dev.jobgrid.storage.internal.sql;

import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Daemon threads of asynchronous writes and their notifications, which end when idle. */
public final class StoreThreads {
    private static final System.Logger LOG = System.getLogger(StoreThreads.class.getName());
    private static final int KEPT_SECONDS = 10;

    private StoreThreads() {}

    /** Runs each task at once, in its own thread: a blocked one does not delay others. */
    public static ExecutorService executor() {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                KEPT_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "jobgrid store");
                    thread.setDaemon(true);
                    return thread;
                },
                (work, ended) -> work.run());
    }

    /** Accepts no more tasks, and waits a little for running ones; later tasks run in the caller's thread. */
    public static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(KEPT_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "the store is closed, and a thread of it still writes for a caller");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
