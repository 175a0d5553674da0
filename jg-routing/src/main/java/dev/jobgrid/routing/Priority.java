package dev.jobgrid.routing;

/** The named trade-off of a job (reference §06, {@code priority}). */
public enum Priority {
    /** Start and end early. */
    LOW_LATENCY,
    /** Cost little. */
    LOW_COST,
    /** Neither above the other. */
    BALANCED,
    /** Prefer server hardware that the grid runs itself. */
    HIGH_RELIABILITY
}
