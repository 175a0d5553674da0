package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.spi.store.Instance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names of the machines of a grid. Machines with the same name are distinguished by their ids: "gpu#3f9c21aa".
 * Immutable.
 */
public final class NodeDirectory {
    public static final NodeDirectory NONE = new NodeDirectory(List.of());
    private static final int MAX_LENGTH = 128;

    private final Set<Slot.Node> known = new HashSet<>();
    private final Map<Slot.Node, Slot.Node> byName = new HashMap<>();
    private final Map<NodeName, Set<Slot.Node>> called = new HashMap<>();

    public NodeDirectory(List<Instance.Node> nodes) {
        for (Instance.Node node : nodes) {
            Slot.Node at = Slot.Node.of(node);
            known.add(at);
            byName.putIfAbsent(
                    new Slot.Node(
                            node.executor(), new MachineId(node.node().id().value())),
                    at);
            called.computeIfAbsent(node.node().id(), name -> new HashSet<>()).add(at);
        }
    }

    /** The machine of an allocation, which an older release may have stored by name. */
    Slot.Node machine(Slot.Node held) {
        return known.contains(held) ? held : byName.getOrDefault(held, held);
    }

    /** Whether the machine of an allocation is one of these. */
    public boolean has(Slot.Node held) {
        return known.contains(machine(held));
    }

    /** The node with a distinct name. */
    public Instance.Node distinct(Instance.Node node) {
        NodeName name = node.node().id();
        if (node.node().machineId().isEmpty()
                || called.getOrDefault(name, Set.of()).size() < 2) {
            return node;
        }
        String end = "#" + node.node().machine().abbreviated();
        String begin = name.value().substring(0, Math.min(name.value().length(), MAX_LENGTH - end.length()));
        return new Instance.Node(node.executor(), node.node().named(new NodeName(begin + end)));
    }
}
