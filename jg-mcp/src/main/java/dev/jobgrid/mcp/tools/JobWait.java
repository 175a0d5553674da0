package dev.jobgrid.mcp.tools;

import dev.jobgrid.JobHandle;
import dev.jobgrid.job.Job;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;

/** Waits for the end of jobs, and reports each change. Thread-safe. */
final class JobWait {
    private static final Duration STEP = Duration.ofMillis(500);
    private static final int STEPS_PER_SECOND = 2;
    private static final int STEPS_BETWEEN_SIGNS = 10 * STEPS_PER_SECOND;

    // A waiting call blocks a thread of the server.
    private final Semaphore places;

    /** The most waiting calls; further ones do not wait. */
    JobWait(int places) {
        this.places = new Semaphore(places);
    }

    /** The job after its end, or its state after that time. */
    Job until(JobHandle handle, Duration longest, Progress progress) throws InterruptedException {
        Job job = handle.status();
        if (job.isTerminal() || longest.isZero() || !places.tryAcquire()) {
            return job;
        }
        try {
            return waited(handle, job, longest.toSeconds() * STEPS_PER_SECOND, progress);
        } finally {
            places.release();
        }
    }

    private static Job waited(JobHandle handle, Job first, long steps, Progress progress) throws InterruptedException {
        Job job = first;
        long reports = 1;
        progress.report(reports, sentence(job));
        for (long step = 1; step <= steps && !job.isTerminal() && !progress.isGone(); step++) {
            Job before = job;
            job = next(handle);
            // Also periodic: a disconnected listener is detected only by sending.
            if (job.phase() != before.phase() || step % STEPS_BETWEEN_SIGNS == 0) {
                progress.report(++reports, sentence(job));
            }
        }
        return job;
    }

    private static Job next(JobHandle handle) throws InterruptedException {
        try {
            return handle.await(STEP);
        } catch (TimeoutException e) {
            return handle.status();
        }
    }

    private static String sentence(Job job) {
        return "The job is " + EnumPhrases.of(job.status()) + " (" + EnumPhrases.of(job.phase()) + ").";
    }
}
