package dev.jobgrid.routing;

/** What kind of work a job does (reference §06, {@code workload_type}). */
public enum WorkloadType {
    /** Answers requests or a data set with a trained model. */
    INFERENCE,
    /** Trains a model from its weights' start. */
    TRAINING,
    /** Adapts a trained model. */
    FINE_TUNING,
    /** Anything else that runs to its end. */
    BATCH
}
