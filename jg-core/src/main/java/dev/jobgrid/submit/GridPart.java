package dev.jobgrid.submit;

/** A part of a grid that can be closed for maintenance. Reads always continue. */
public enum GridPart {
    /** Submits. */
    JOBS,
    /** Uploads. */
    INPUTS,
    /** Downloads of artifacts. */
    ARTIFACTS
}
