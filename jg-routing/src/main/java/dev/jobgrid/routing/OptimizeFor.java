package dev.jobgrid.routing;

/** What a route is chosen by (reference §06, {@code optimize_for}). */
public enum OptimizeFor {
    /** The lowest expected cost. */
    COST,
    /** The earliest expected end. */
    SPEED,
    /** Both, weighed alike. */
    BALANCED
}
