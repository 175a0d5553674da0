package dev.jobgrid.job;

/** The status of a job (reference §07). {@link JobLifecycle} has the transitions. */
public enum JobStatus {
    /** Stored, not yet admitted. */
    PENDING,
    /** Waits for a placement. */
    QUEUED,
    /** Placed; the run is being prepared. */
    ASSIGNED,
    /** Its program runs. */
    RUNNING,
    /** Ended with exit code 0. */
    COMPLETED,
    /** Failed. */
    FAILED,
    /** Accepted, but can never be placed. */
    REJECTED,
    /** Cancelled by a caller. */
    CANCELLED;

    /** Whether the job has ended and its status is final. */
    public boolean isTerminal() {
        return compareTo(COMPLETED) >= 0;
    }

    /** Whether the job has a placement. */
    public boolean isActive() {
        return this == ASSIGNED || this == RUNNING;
    }
}
