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

/** A handle to one job. Thread-safe; holds no resources itself. */
public interface JobHandle {
    /** Which job. */
    JobId id();

    /** The current state of the job. */
    Job status();

    /**
     * Waits until the job has ended.
     *
     * @throws TimeoutException if it has not ended by then
     */
    Job await(Duration timeout) throws InterruptedException, TimeoutException;

    /** Events of the job from the first on, each as it happens; ends after the terminal one. */
    Feed<JobEvent> events();

    /**
     * The job's log from the first line on, each line as it is stored; ends when the job has ended and all lines were
     * read.
     */
    default Feed<LogLine> logs() {
        return logsAfter(0);
    }

    /** As {@link #logs()}, from the line after the one with this entry id on; 0 for the first line. */
    Feed<LogLine> logsAfter(long entryId);

    /** {@link #events} for reactive code; each subscriber gets all events, on a thread of its own. */
    default Flow.Publisher<JobEvent> eventPublisher() {
        return new FeedPublisher<>(this::events);
    }

    /** {@link #logs} for reactive code; each subscriber gets all lines, on a thread of its own. */
    default Flow.Publisher<LogLine> logPublisher() {
        return new FeedPublisher<>(this::logs);
    }

    /** An end of something; may be called twice. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Subscribes to notifications that the job may have changed or have new log lines, for code that cannot keep a
     * thread for each job. Changes made by other grids may go unnotified; poll occasionally as well.
     *
     * @param onNews called on the notifying thread, after the change is stored; must return soon, and not throw
     */
    Watch watch(Runnable onNews);

    /** Whether the job has ended and, as far as this grid knows, its log is complete. Read the log after this call. */
    boolean isSettled();

    /** Cancels the job. As {@link JobGrid#cancel}. */
    Job cancel(String reason);

    /** Artifacts of the job. */
    List<Artifact> artifacts();
}
