package dev.jobgrid.routing;

/** The weight of one side of the trade-off (reference §06, {@code latency_priority}, {@code cost_priority}). */
public enum Level {
    /** Half the usual weight. */
    LOW,
    /** The usual weight. */
    BALANCED,
    /** Twice the usual weight. */
    HIGH
}
