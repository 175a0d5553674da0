package dev.jobgrid.server.simulate;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A job of a trace. A fraction of a GPU counts as one.
 *
 * @param name its name
 * @param cpuMilli thousandths of a processor
 * @param memoryMib memory of the host
 * @param gpus GPUs, on one node
 * @param models models that it can use, by name; empty if any will do
 * @param created when it arrives, in seconds
 * @param seconds how long it runs once it has its place, 0 if unknown
 */
public record FleetJob(
        String name, long cpuMilli, long memoryMib, int gpus, Set<String> models, long created, long seconds) {
    /** Copies and orders the models. */
    public FleetJob {
        models = Collections.unmodifiableSortedSet(new TreeSet<>(models));
    }

    /** Whether the node, empty, has the GPUs for it. */
    boolean canUse(TraceNode node) {
        return node.gpus() >= gpus && (models.isEmpty() || models.contains(node.model()));
    }
}
