package dev.jobgrid.storage;

/** The durability of an acknowledged commit. */
public enum Durability {
    /**
     * Survives the end of the process: its bytes are with the operating system. A power failure may lose commits that
     * the system had not written out, and in the worst case the file, whose old space H2 reuses sooner than that: where
     * power may fail, use {@link #POWER}, or keep backups.
     */
    PROCESS,
    /**
     * Survives a power failure too: each commit waits until its bytes are on the disk. Callers that share a commit
     * share the wait.
     */
    POWER
}
