package dev.jobgrid.monitor;

import dev.jobgrid.id.NodeName;

/**
 * What a grid knows of a node that its own executors reach.
 *
 * @param executor name of the executor
 * @param node the node
 * @param accepting whether it takes jobs
 * @param gpus GPUs that it has; 0 as long as its engine was never reached
 * @param held how many of them runs hold, of this grid or its peers
 * @param freeDiskBytes free disk for what runs there
 */
public record NodeReport(String executor, NodeName node, boolean accepting, int gpus, int held, long freeDiskBytes) {}
