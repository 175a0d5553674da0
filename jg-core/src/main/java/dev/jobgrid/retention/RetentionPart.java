package dev.jobgrid.retention;

/** A kind of data with retention. */
public enum RetentionPart {
    /** Logs of ended jobs. */
    LOGS,
    /** Artifacts of ended jobs. */
    ARTIFACTS,
    /** Ended jobs, with their events and callbacks; their logs and artifacts are removed first. */
    JOBS,
    /** Uploaded files, by when a job was last submitted with them. */
    INPUTS,
    /** Audit events of API keys. */
    AUDIT,
    /** Slots whose upload was never completed. Removed without a rule. */
    UPLOADS,
    /** Expired idempotency keys. Removed without a rule. */
    IDEMPOTENCY_KEYS,
    /** Unreferenced bytes after a crash or an aborted upload. Removed without a rule. */
    ORPHANED_BLOBS;

    /** Whether rules can be set for it; the other kinds are garbage. */
    public boolean isRuled() {
        return switch (this) {
            case LOGS, ARTIFACTS, JOBS, INPUTS, AUDIT -> true;
            case UPLOADS, IDEMPOTENCY_KEYS, ORPHANED_BLOBS -> false;
        };
    }
}
