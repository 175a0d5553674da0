package dev.jobgrid.estimate;

/** The source of an estimate's figures (reference §04, {@code estimate_source}). */
public enum EstimateSource {
    /** At least five similar jobs of the same workspace. */
    HISTORY,
    /** Fixed ranges by kind of work, because there are too few similar jobs. */
    DEFAULTS
}
