package dev.jobgrid.routing;

/** The market a GPU model is built for (reference §06, {@code gpu_class}). */
public enum GpuClass {
    /** Gaming and workstation cards. */
    CONSUMER,
    /** Server cards. */
    DATACENTER
}
