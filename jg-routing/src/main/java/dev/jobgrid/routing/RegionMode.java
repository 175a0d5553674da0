package dev.jobgrid.routing;

/** How binding a region is (reference §06, {@code region_mode}). */
public enum RegionMode {
    /** Offers in the region come first; others may be taken. */
    PREFER,
    /** Offers elsewhere are refused. */
    STRICT
}
