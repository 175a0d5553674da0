package dev.jobgrid;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.JobId;
import dev.jobgrid.internal.monitor.FeedPublisher;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.logs.LogLine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;

/** Follows one job. Thread-safe; holds nothing open itself. */
public interface JobHandle {
    /** Which job. */
    JobId id();

    /** Where it stands now. */
    Job status();

    /**
     * Waits until the job is over.
     *
     * @throws TimeoutException if it is not over by then
     */
    Job await(Duration timeout) throws InterruptedException, TimeoutException;

    /** Its events from the first on, each as it happens; ends after the terminal one. */
    Feed<JobEvent> events();

    /** Its log from the first line on, each line as it is stored; ends when the job is over and all was given. */
    Feed<LogLine> logs();

    /** {@link #events} for reactive code; each subscriber gets all of them, on a thread of its own. */
    default Flow.Publisher<JobEvent> eventPublisher() {
        return new FeedPublisher<>(this::events);
    }

    /** {@link #logs} for reactive code; each subscriber gets all of it, on a thread of its own. */
    default Flow.Publisher<LogLine> logPublisher() {
        return new FeedPublisher<>(this::logs);
    }

    /** An end of something; may be called twice. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Tells when the job may have changed or have new log lines, for code that cannot keep a thread for each job. What other
     * grids on the store do may not be told, so look now and then all the same.
     *
     * @param onNews called on the thread that brought the news, after it is stored; must return soon, and not throw
     */
    Watch watch(Runnable onNews);

    /** Whether the job is over and, as far as this grid knows, its log complete. Read the log after asking this. */
    boolean isSettled();

    /** Stops it. As {@link JobGrid#cancel}. */
    Job cancel(String reason);

    /** What it left. */
    List<Artifact> artifacts();
}
