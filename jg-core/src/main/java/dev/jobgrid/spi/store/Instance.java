package dev.jobgrid.spi.store;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.spi.executor.GpuNode;
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

    /** Whether it looks after the run of a hold, or may reach the machine where that is. */
    public boolean isAt(Allocation hold) {
        return id.equals(hold.owner()) || nodes.stream().anyMatch(node -> node.mayHave(hold));
    }

    /**
     * A machine that an instance can reach. Instances that name the same executor and node mean the same machine.
     *
     * @param executor name of the executor that reaches it
     * @param node the machine
     */
    public record Node(String executor, GpuNode node) {
        /**
         * Whether what is held may be of this machine: it is by the machine's id, or by its name where only that was noted. One
         * that has not answered yet tells no id, and may be any that is called so, or whose name nobody noted.
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
