package dev.jobgrid.retention;

/** Something of what a grid keeps that can go by itself. */
public enum RetentionPart {
    /** What jobs that are over have printed. */
    LOGS,
    /** Files that jobs which are over have left. */
    ARTIFACTS,
    /** Jobs that are over, with their events and callbacks; their logs and artifacts go first. */
    JOBS,
    /** Uploaded files, by when a job was last handed in with them. */
    INPUTS,
    /** What happened to API keys. */
    AUDIT,
    /** Slots whose upload was never completed. They go by themselves. */
    UPLOADS,
    /** Idempotency keys whose time is over. They go by themselves. */
    IDEMPOTENCY_KEYS,
    /** Bytes that nothing refers to, left by a crash or a broken-off upload. They go by themselves. */
    ORPHANED_BLOBS;

    /** Whether rules can be set for it; what remains is rubbish, and never of use to anyone. */
    public boolean isRuled() {
        return switch (this) {
            case LOGS, ARTIFACTS, JOBS, INPUTS, AUDIT -> true;
            case UPLOADS, IDEMPOTENCY_KEYS, ORPHANED_BLOBS -> false;
        };
    }
}
