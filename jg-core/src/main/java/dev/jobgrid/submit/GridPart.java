package dev.jobgrid.submit;

/** What of a grid can be closed for maintenance. Reading goes on in any case. */
public enum GridPart {
    /** Taking jobs. */
    JOBS,
    /** Taking uploads. */
    INPUTS,
    /** Giving artifacts' bytes. */
    ARTIFACTS
}
