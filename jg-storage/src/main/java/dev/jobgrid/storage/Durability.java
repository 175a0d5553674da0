package dev.jobgrid.storage;

/** What a commit that was acknowledged survives. */
public enum Durability {
    /** The death of the process: its bytes are with the operating system. */
    PROCESS,
    /** A loss of power too: its bytes are on the disk, for which each commit waits. Callers that share a commit share the wait. */
    POWER
}
