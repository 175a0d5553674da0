package dev.jobgrid.inputs;

/** The kind of an input, which decides its mount point (reference §05). */
public enum InputKind {
    /** Mounted under {@code /workspace/inputs}. */
    INPUT,
    /** Mounted under {@code /workspace/scripts}. */
    SCRIPT
}
