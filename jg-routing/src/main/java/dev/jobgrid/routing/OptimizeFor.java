package dev.jobgrid.routing;

/** The objective of routing (reference §06, {@code optimize_for}). */
public enum OptimizeFor {
    /** The lowest expected cost. */
    COST,
    /** The earliest expected end. */
    SPEED,
    /** Both, with equal weight. */
    BALANCED
}
