package dev.jobgrid.executor.process;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Creates daemon threads that prepare and supervise runs. */
final class RunThreads {
    /** From this version on a virtual thread that holds a lock no longer pins its carrier thread. */
    private static final int GOOD_VIRTUAL_THREADS = 24;

    private RunThreads() {}

    /** A thread for each task: virtual where the JVM's do not pin. */
    static ExecutorService executor() {
        return Runtime.version().feature() >= GOOD_VIRTUAL_THREADS
                ? virtual()
                : Executors.newCachedThreadPool(RunThreads::platform);
    }

    /** By reflection, since the code is compiled for Java 17. */
    private static ExecutorService virtual() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a JDK of version 24 or later has virtual threads", e);
        }
    }

    private static Thread platform(Runnable work) {
        Thread thread = new Thread(work, "jobgrid-process");
        thread.setDaemon(true);
        return thread;
    }
}
