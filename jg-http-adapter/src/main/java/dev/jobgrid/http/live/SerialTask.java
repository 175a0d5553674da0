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

    /** As {@link #take}, but in the caller's thread, until it is requested no more. */
    void takeHere() {
        if (asked.getAndIncrement() == 0) {
            boolean again = true;
            while (again) {
                again = ran();
            }
        }
    }

    private void run() {
        // Queued again, so that one busy job or reader does not starve others.
        if (ran()) {
            submit();
        }
    }

    /** Runs it once; returns whether it was requested meanwhile. */
    private boolean ran() {
        int seen = asked.get();
        boolean failed = true;
        try {
            work.run();
            failed = false;
            return asked.addAndGet(-seen) > 0;
        } finally {
            if (failed && asked.addAndGet(-seen) > 0) {
                submit();
            }
        }
    }
}
