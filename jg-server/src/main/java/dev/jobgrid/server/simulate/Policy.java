package dev.jobgrid.server.simulate;

import java.util.Locale;

/** A way to choose among the nodes that a job fits on. */
public enum Policy {
    /** The standard router, knowing how often each kind of job comes in the trace. */
    JOBGRID,
    /** The standard router, which knows only the jobs that have come so far. */
    JOBGRID_LEARNING,
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
