package dev.jobgrid.storage;

/** What a commit that was acknowledged survives. */
public enum Durability {
    /**
     * The death of the process: its bytes are with the operating system. A loss of power may cost commits that the system had
     * not written out, and in the worst case the file, whose old space H2 gives to new commits sooner than that: where power
     * may fail, use {@link #POWER}, or keep backups.
     */
    PROCESS,
    /**
     * A loss of power too: its bytes are on the disk, for which each commit waits. Callers that share a commit share the wait.
     */
    POWER
}
