package dev.jobgrid.routing;

/** The rough power of a GPU model, published as {@code routed_gpu_tier} (reference §04). */
public enum GpuTier {
    /** Up to 16 GiB. */
    ENTRY,
    /** 17 to 39 GiB. */
    MID,
    /** 40 to 79 GiB. */
    HIGH,
    /** 80 GiB and more. */
    FLAGSHIP
}
