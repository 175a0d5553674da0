package dev.jobgrid.routing;

/** The named trade-off of a job (reference §06, {@code priority}). */
public enum Priority {
    /** Start and end early. */
    LOW_LATENCY,
    /** Low cost. */
    LOW_COST,
    /** Balanced. */
    BALANCED,
    /** Prefer server hardware that the grid runs itself. */
    HIGH_RELIABILITY
}
