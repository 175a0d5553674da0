package dev.jobgrid.executor.process;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes the threads in which runs are prepared and looked after; they keep no process alive. */
final class RunThreads {
    /** From this version on a virtual thread that holds a lock no longer keeps a thread of the platform from the others. */
    private static final int GOOD_VIRTUAL_THREADS = 24;

    private RunThreads() {}

    /** A thread for each task: a virtual one where the JVM has good ones. */
    static ExecutorService executor() {
        return Runtime.version().feature() >= GOOD_VIRTUAL_THREADS
                ? virtual()
                : Executors.newCachedThreadPool(RunThreads::platform);
    }

    /** By reflection, since the code is for a Java that does not know them. */
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
