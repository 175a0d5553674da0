package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.server.cli.grid.GridOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/**
 * Detaches from a followed job when this process is asked to stop: the job goes on, and a hint tells how to follow it again;
 * or it is cancelled. The JVM itself ends with 130 after Ctrl-C. Thread-safe.
 */
final class Detachment {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final JobGrid grid;
    private final JobId job;
    private final boolean cancels;
    private final boolean isLocal;
    private final String again;
    private final PrintWriter err;
    private volatile boolean isLeft;
    private final Thread hook = new Thread(this::leave, "jg-detach");

    private Detachment(JobGrid grid, JobId job, boolean cancels, boolean isLocal, String again, PrintWriter err) {
        this.grid = grid;
        this.job = job;
        this.cancels = cancels;
        this.isLocal = isLocal;
        this.again = again;
        this.err = err;
    }

    /**
     * From now on, until {@link #end}.
     *
     * @param options which grid it is, and whether of this process
     */
    static Detachment from(JobGrid grid, JobId job, boolean cancels, GridOptions options, PrintWriter err) {
        Detachment detachment = new Detachment(grid, job, cancels, options.isLocal(), options.again(), err);
        Runtime.getRuntime().addShutdownHook(detachment.hook);
        return detachment;
    }

    private void leave() {
        isLeft = true;
        if (cancels) {
            cancel();
        } else {
            err.println();
            err.println("Job " + job + " goes on. To follow it again: jg logs -f " + job + again);
            err.println("To cancel it: jg cancel " + job + again);
        }
        err.flush();
        if (!isLocal) {
            // Its connection would hold up the end of the JVM. A grid of this process is left as by a crash.
            grid.close();
        }
    }

    /** Returns unless this process is being stopped: what fails then fails because of that. */
    void awaitExit() throws InterruptedException {
        if (isLeft) {
            hook.join();
            new CountDownLatch(1).await();
        }
    }

    private void cancel() {
        try {
            grid.cancel(job, "interrupted");
            grid.job(job).await(TIMEOUT);
            err.println("Job " + job + " was cancelled");
        } catch (InterruptedException | TimeoutException | RuntimeException e) {
            err.println("jg: job " + job + " could not be cancelled: " + e.getMessage());
        }
    }

    /** From now on nothing happens. */
    void end() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is being stopped, and the hook runs.
        }
    }
}
