package dev.jobgrid.routing;

/** The one constraint that ruled an offer out. The order is the order in which they are checked. */
public enum Reason {
    /** The GPU is of another vendor than asked for. */
    VENDOR,
    /** The GPU is of another model than asked for. */
    GPU_TYPE,
    /** The GPU is of another class than asked for. */
    GPU_CLASS,
    /** The GPU is of a family to be avoided. */
    GPU_FAMILY,
    /** The offer has fewer GPUs in all than asked for. */
    GPU_COUNT,
    /** One GPU has less memory than the job's share needs. */
    GPU_MEMORY,
    /** The offer lies outside the strict region. */
    REGION,
    /** The offer costs more an hour than the cap. */
    PRICE,
    /** The offer has less free disk than asked for. */
    DISK,
    /** The offer fits, but the grid keeps it out: by a rule of its own, or because it failed of late. */
    EXCLUDED,
    /** The offer fits, but too few of its GPUs are free now. */
    BUSY
}
