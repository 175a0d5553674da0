package dev.jobgrid.executor.docker;

/** When an image is pulled. */
public enum PullPolicy {
    /** If the Engine does not have it. */
    MISSING,
    /** Before every run, for mutable tags. */
    ALWAYS,
    /** Never: without the image the run fails. */
    NEVER
}
