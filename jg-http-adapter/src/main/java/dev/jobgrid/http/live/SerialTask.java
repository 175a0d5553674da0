package dev.jobgrid.http.live;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one piece of work at a time, and again if it was asked for meanwhile. Thread-safe; {@link #take} never waits. */
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
            // The whole of it is being closed, and nothing is owed to anyone any more.
        }
    }

    private void run() {
        int seen = asked.get();
        try {
            work.run();
        } finally {
            // Through the queue again, so that one busy job or reader does not keep the others from their turn.
            if (asked.addAndGet(-seen) > 0) {
                submit();
            }
        }
    }
}
