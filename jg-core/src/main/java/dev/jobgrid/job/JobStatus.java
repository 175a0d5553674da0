package dev.jobgrid.job;

/** Where a job stands (reference §07). Moves between them are in {@link JobLifecycle}. */
public enum JobStatus {
    /** Known, not yet admitted. */
    PENDING,
    /** Waits for a place to run. */
    QUEUED,
    /** Has a place; the run is being prepared. */
    ASSIGNED,
    /** Its program runs. */
    RUNNING,
    /** Ended with exit code 0. */
    COMPLETED,
    /** Ended otherwise. */
    FAILED,
    /** Was accepted and can never be placed. */
    REJECTED,
    /** Was stopped by a caller. */
    CANCELLED;

    /** Whether the job is over and nothing about it changes any more. */
    public boolean isTerminal() {
        return compareTo(COMPLETED) >= 0;
    }

    /** Whether the job holds a place to run. */
    public boolean isActive() {
        return this == ASSIGNED || this == RUNNING;
    }
}
