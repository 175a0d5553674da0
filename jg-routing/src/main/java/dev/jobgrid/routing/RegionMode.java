package dev.jobgrid.routing;

/** Whether a region is binding (reference §06, {@code region_mode}). */
public enum RegionMode {
    /** Offers in the region are preferred; others may be chosen. */
    PREFER,
    /** Offers elsewhere are rejected. */
    STRICT
}
