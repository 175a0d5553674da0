package dev.jobgrid.inputs;

/** What an input is for; decides where it is mounted (reference §05). */
public enum InputKind {
    /** Mounted under {@code /workspace/inputs}. */
    INPUT,
    /** Mounted under {@code /workspace/scripts}. */
    SCRIPT
}
