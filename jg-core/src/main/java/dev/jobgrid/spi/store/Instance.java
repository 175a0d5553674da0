package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.executor.GpuNode;
import java.util.List;

/**
 * A running grid, as its peers on the same store see it.
 *
 * @param id its id; a grid that restarts, or renews its lease too late, takes a new one
 * @param nodes the nodes that its executors can reach
 */
public record Instance(InstanceId id, List<Node> nodes) {
    /** Copies the nodes. */
    public Instance {
        nodes = List.copyOf(nodes);
    }

    /** Whether it owns the run of an allocation, or may reach its machine. */
    public boolean isAt(Allocation hold) {
        return id.equals(hold.owner()) || nodes.stream().anyMatch(node -> node.mayHave(hold));
    }

    /**
     * A node that an instance can reach. Instances that name the same executor and node mean the same one.
     *
     * @param executor name of the executor that reaches it
     * @param node the node
     */
    public record Node(String executor, GpuNode node) {
        /**
         * Whether an allocation may be on this machine: compares the machine's id, or its name where only that was
         * stored. A node that has not answered yet has no id, and may be any of that name, or one whose name was not
         * stored.
         */
        public boolean mayHave(Allocation hold) {
            return executor.equals(hold.executor())
                    && (node.machine().equals(hold.machine())
                            || node.id().value().equals(hold.machine().value())
                            || node.isUnknown()
                                    && hold.node().map(node.id()::equals).orElse(true));
        }
    }
}
