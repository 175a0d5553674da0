package dev.jobgrid.executor.docker;

/** When an image is fetched. */
public enum PullPolicy {
    /** If the Engine does not have it. */
    MISSING,
    /** Before every run, for tags that move. */
    ALWAYS,
    /** Never: the Engine has it, or the run fails. */
    NEVER
}
