package dev.jobgrid.storage.internal.sql;

import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that write for callers who do not wait, and tell them. They keep no process alive, and end when nothing is left. */
public final class StoreThreads {
    private static final System.Logger LOG = System.getLogger(StoreThreads.class.getName());
    private static final int KEPT_SECONDS = 10;

    private StoreThreads() {}

    /** Runs each work at once. As many threads as there is work: one that its caller keeps waiting holds up no other. */
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

    /** Takes no more work, and waits a little for what is under way; what comes now is done by whoever brings it. */
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
