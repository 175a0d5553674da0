package dev.jobgrid.routing;

/** The kind of work of a job (reference §06, {@code workload_type}). */
public enum WorkloadType {
    /** Runs a trained model on requests or a data set. */
    INFERENCE,
    /** Trains a model from scratch. */
    TRAINING,
    /** Adapts a trained model. */
    FINE_TUNING,
    /** Any other work that runs to completion. */
    BATCH
}
