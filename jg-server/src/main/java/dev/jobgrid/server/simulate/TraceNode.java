package dev.jobgrid.server.simulate;

/**
 * A node of a trace.
 *
 * @param name its serial number
 * @param cpuMilli thousandths of a processor; 0 if unknown, and then no job is held back for them
 * @param memoryMib memory of the host, likewise
 * @param gpus GPUs, 0 or more
 * @param model model of its GPUs, empty if unknown
 */
public record TraceNode(String name, long cpuMilli, long memoryMib, int gpus, String model) {
    /** Checks that it has no fewer than no GPUs. */
    public TraceNode {
        if (gpus < 0) {
            throw new IllegalArgumentException("a node has 0 GPUs or more, not " + gpus);
        }
    }
}
