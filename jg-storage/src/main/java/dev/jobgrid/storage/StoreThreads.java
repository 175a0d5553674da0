package dev.jobgrid.storage;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that write for callers who do not wait, and tell them. They keep no process alive, and end when nothing is left. */
final class StoreThreads {
    private static final int KEPT_SECONDS = 10;

    private StoreThreads() {}

    /** Runs each work at once. As many threads as there is work: one that its caller keeps waiting holds up no other. */
    static Executor executor() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "jobgrid store");
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
