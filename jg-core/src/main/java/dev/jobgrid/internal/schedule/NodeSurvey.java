package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.internal.capacity.AwayNode;
import dev.jobgrid.internal.capacity.NodeDirectory;
import dev.jobgrid.internal.capacity.Slot;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Instances;
import dev.jobgrid.spi.store.Storage;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The nodes of a storage at one moment: those that live grids report, those that are away, and those with allocations.
 * Immutable.
 *
 * @param nodes the nodes, in no order
 * @param names their distinct names
 */
record NodeSurvey(List<Known> nodes, NodeDirectory names) {
    /** Not a grid, and so keeps none alive by reading. */
    static final InstanceId OPERATOR = new InstanceId("operator");

    /** That a grid reaches a node. */
    private record Reach(Instance grid, Instance.Node node) {}

    /**
     * A machine.
     *
     * @param node as reported by a grid that reaches it or did, or built from allocations
     * @param reachedBy grids that reach it; maybe empty
     * @param grids those, and the owners of allocations there
     * @param awaySince if it is away, since when
     */
    record Known(
            Slot.Node at,
            Instance.Node node,
            List<Instance> reachedBy,
            List<Instance> grids,
            List<Allocation> holds,
            Optional<Instant> awaySince) {
        KnownNode.State state() {
            if (reachedBy.isEmpty()) {
                return awaySince.isPresent() ? KnownNode.State.AWAY : KnownNode.State.UNREACHED;
            }
            if (node.node().isUnknown()) {
                return KnownNode.State.UNKNOWN;
            }
            return node.node().isAccepting() ? KnownNode.State.ACCEPTING : KnownNode.State.CLOSED;
        }

        String id() {
            return node.executor() + "/" + node.node().machine();
        }
    }

    /** Reads them: two statements, unless a lease has expired. */
    static NodeSurvey of(Storage storage) {
        // Only runs owned before the live instances are read can belong to an ended one.
        List<Allocation> holds = storage.holds().list();
        Instances found = storage.instances().read(OPERATOR);
        List<Instance> live = found.live();
        Map<Slot.Node, List<Reach>> reached = live.stream()
                .flatMap(grid -> grid.nodes().stream().map(node -> new Reach(grid, node)))
                .collect(Collectors.groupingBy(
                        reach -> Slot.Node.of(reach.node()), LinkedHashMap::new, Collectors.toList()));
        Map<Slot.Node, AwayNode> away = AwayNode.among(found.ended(), live).stream()
                .collect(Collectors.toMap(node -> Slot.Node.of(node.node()), Function.identity()));
        Map<Slot.Node, List<Allocation>> held = holds.stream()
                .collect(Collectors.groupingBy(hold -> place(hold, reached), LinkedHashMap::new, Collectors.toList()));
        List<Known> nodes = Stream.of(reached, away, held)
                .flatMap(known -> known.keySet().stream())
                .distinct()
                .map(at -> known(
                        at,
                        reached.getOrDefault(at, List.of()),
                        Optional.ofNullable(away.get(at)),
                        held.getOrDefault(at, List.of()),
                        live))
                .toList();
        return new NodeSurvey(
                nodes, new NodeDirectory(nodes.stream().map(Known::node).toList()));
    }

    /** The distinct name of a node. */
    String nameOf(Known node) {
        return names.distinct(node.node()).node().id().value();
    }

    /** What people may call a node. */
    Stream<String> namesOf(Known known) {
        GpuNode node = known.node().node();
        return Stream.of(node.id().value(), nameOf(known), node.machine().value())
                .flatMap(name -> Stream.of(name, known.node().executor() + "/" + name));
    }

    /** The machine of an allocation among the reached ones, or else as the allocation names it. */
    private static Slot.Node place(Allocation hold, Map<Slot.Node, List<Reach>> reached) {
        Slot.Node at = Slot.Node.of(hold);
        if (reached.containsKey(at)) {
            return at;
        }
        return reached.entrySet().stream()
                .filter(entry -> entry.getValue().get(0).node().mayHave(hold))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(at);
    }

    private static Known known(
            Slot.Node at, List<Reach> reached, Optional<AwayNode> away, List<Allocation> holds, List<Instance> live) {
        Instance.Node node = reached.stream()
                .map(Reach::node)
                .max(Comparator.comparing((Instance.Node of) -> of.node().isAccepting())
                        .thenComparing(of -> !of.node().isUnknown()))
                .or(() -> away.map(AwayNode::node))
                .orElseGet(() -> unreached(at, holds));
        List<Instance> reachedBy = reached.stream().map(Reach::grid).distinct().toList();
        List<Instance> grids = live.stream()
                .filter(grid -> reachedBy.contains(grid) || holds.stream().anyMatch(grid::isAt))
                .toList();
        return new Known(at, node, reachedBy, grids, holds, away.map(AwayNode::since));
    }

    /** A node known only from allocations. */
    private static Instance.Node unreached(Slot.Node at, List<Allocation> holds) {
        NodeName name = holds.stream()
                .flatMap(hold -> hold.node().stream())
                .findFirst()
                .orElseGet(() -> new NodeName(at.machine().value()));
        GpuNode node = GpuNode.unknown(name, "", List.of());
        return new Instance.Node(at.executor(), node.machine().equals(at.machine()) ? node : node.on(at.machine()));
    }
}
