package dev.jobgrid.http.live;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a task serially, and again if it was requested meanwhile. Thread-safe; {@link #take} never blocks. */
final class SerialTask {
    private final Executor threads;
    private final Runnable work;
    private final AtomicInteger asked = new AtomicInteger();

    SerialTask(Executor threads, Runnable work) {
        this.threads = threads;
        this.work = work;
    }

    void take() {
        if (asked.getAndIncrement() == 0) {
            submit();
        }
    }

    private void submit() {
        try {
            threads.execute(this::run);
        } catch (RejectedExecutionException e) {
            // Everything is being closed; the task is dropped.
        }
    }

    private void run() {
        int seen = asked.get();
        try {
            work.run();
        } finally {
            // Queued again, so that one busy job or reader does not starve others.
            if (asked.addAndGet(-seen) > 0) {
                submit();
            }
        }
    }
}
