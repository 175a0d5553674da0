package dev.jobgrid.routing;

/** A soft preference that the chosen offer misses, published as {@code constraints_relaxed}. */
public enum Relaxation {
    /** The offer lies outside the preferred region. */
    REGION_PREFERENCE,
    /** The GPU is not of the preferred family. */
    PREFERRED_GPU_FAMILY
}
