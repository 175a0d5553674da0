package dev.jobgrid.estimate;

/** Whether there is room for a job (reference §04, {@code capacity_status}). */
public enum Availability {
    /** It could start now. */
    AVAILABLE,
    /** It fits, and would have to wait. */
    LIMITED,
    /** Nothing that the grid knows fits. */
    UNAVAILABLE,
    /** The draft does not say enough to tell. */
    UNKNOWN
}
