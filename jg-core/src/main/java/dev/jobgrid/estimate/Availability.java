package dev.jobgrid.estimate;

/** Whether there is capacity for a job (reference §04, {@code capacity_status}). */
public enum Availability {
    /** It could start now. */
    AVAILABLE,
    /** It fits, and would have to wait. */
    LIMITED,
    /** No known offer fits. */
    UNAVAILABLE,
    /** The draft is incomplete. */
    UNKNOWN
}
