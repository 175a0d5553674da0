package dev.jobgrid.bench.fleet;

import java.util.Locale;

/** A way to choose among the nodes that a job fits on. */
public enum Policy {
    /** The standard router, told which kinds of job the trace has. */
    JOBGRID,
    /** Any of them, drawn with a fixed seed. */
    RANDOM,
    /** The first in the order of the file. */
    FIRST_FIT,
    /** The one with the fewest GPUs free. */
    BEST_FIT,
    /** The one whose free processors, memory and GPUs, times what the job asks of each, come to the least. */
    DOT_PRODUCT,
    /** The one whose use makes the fewest free GPUs useless to the trace's usual jobs. */
    FRAGMENTATION_GRADIENT;

    /** The name in tables and files: "jobgrid", "best-fit". */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
