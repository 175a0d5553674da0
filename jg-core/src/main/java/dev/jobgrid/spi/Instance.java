package dev.jobgrid.spi;

import dev.jobgrid.id.InstanceId;
import java.util.List;

/**
 * A running grid, as its peers on the same store see it.
 *
 * @param id names it; a grid that starts anew, or comes too late to renew its lease, takes a new one
 * @param nodes the machines that its executors can reach
 */
public record Instance(InstanceId id, List<Node> nodes) {
    /** Copies the nodes. */
    public Instance {
        nodes = List.copyOf(nodes);
    }

    /**
     * A machine that an instance can reach. Instances that name the same executor and node mean the same machine.
     *
     * @param executor name of the executor that reaches it
     * @param node the machine
     */
    public record Node(String executor, GpuNode node) {}
}
