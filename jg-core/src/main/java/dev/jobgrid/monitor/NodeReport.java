package dev.jobgrid.monitor;

import dev.jobgrid.id.NodeName;

/**
 * The state of a node of a grid's own executors.
 *
 * @param executor name of the executor
 * @param node the node
 * @param accepting whether it accepts jobs
 * @param gpus its number of GPUs; 0 while its engine was never reached
 * @param held how many of them runs hold, of this grid or its peers
 * @param freeDiskBytes free disk for runs
 */
public record NodeReport(String executor, NodeName node, boolean accepting, int gpus, int held, long freeDiskBytes) {}
