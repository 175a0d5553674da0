package dev.jobgrid.routing;

/** The one constraint that ruled an offer out. The order is the order in which they are checked. */
public enum Reason {
    /** The GPU is of another vendor than requested. */
    VENDOR,
    /** The GPU is of another model than requested. */
    GPU_TYPE,
    /** The GPU is of another class than requested. */
    GPU_CLASS,
    /** The GPU is of an avoided family. */
    GPU_FAMILY,
    /** The offer has fewer GPUs in all than requested. */
    GPU_COUNT,
    /** One GPU has less memory than the job's share needs. */
    GPU_MEMORY,
    /** The offer lies outside the strict region. */
    REGION,
    /** The offer costs more per hour than the cap. */
    PRICE,
    /** The offer has less free disk than requested. */
    DISK,
    /** The offer fits, but the grid excludes it: by a rule of its own, or because of recent failures. */
    EXCLUDED,
    /** The offer fits, but too few of its GPUs are free now. */
    BUSY
}
