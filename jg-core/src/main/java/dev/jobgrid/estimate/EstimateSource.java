package dev.jobgrid.estimate;

/** Where the figures of an estimate come from (reference §04, {@code estimate_source}). */
public enum EstimateSource {
    /** Jobs of the same workspace that are like it, at least five of them. */
    HISTORY,
    /** Fixed ranges by kind of work, because the grid has seen too few jobs like it. */
    DEFAULTS
}
