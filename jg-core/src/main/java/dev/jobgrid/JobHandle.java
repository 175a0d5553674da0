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

    /** Stops it. As {@link JobGrid#cancel}. */
    Job cancel(String reason);

    /** What it left. */
    List<Artifact> artifacts();
}
