package dev.jobgrid.internal.schedule;

import dev.jobgrid.Nodes;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.capacity.NodeDirectory;
import dev.jobgrid.internal.capacity.Slot;
import dev.jobgrid.internal.execute.LostRuns;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.ForgottenAllocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Storage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes in a store: those reported by live grids, and those with allocations. Thread-safe. */
public final class StoredNodes implements Nodes {
    private static final String GONE = "The machine that the run was on is gone for good, as its operator said.";

    /** Not a grid, and so keeps none alive by reading. */
    private static final InstanceId OPERATOR = new InstanceId("operator");

    /** Each round except the last has lost a race. */
    private static final int ROUNDS = 100;

    private final Storage storage;
    private final LostRuns lost;
    private final InstantSource clock;

    /**
     * The nodes of this storage.
     *
     * @param lost ends jobs in runs on a forgotten node
     */
    public StoredNodes(Storage storage, LostRuns lost, InstantSource clock) {
        this.storage = storage;
        this.lost = lost;
        this.clock = clock;
    }

    /** That a grid reaches a node. */
    private record Reach(Instance grid, Instance.Node node) {}

    /**
     * A machine.
     *
     * @param node as reported by a grid that reaches it, or built from allocations
     * @param reachedBy grids that reach it; maybe empty
     * @param grids those, and the owners of allocations there
     */
    private record Known(
            Slot.Node at, Instance.Node node, List<Instance> reachedBy, List<Instance> grids, List<Allocation> holds) {
        Stream<String> names(NodeDirectory names) {
            String id = node.node().machine().value();
            return Stream.of(
                            node.node().id().value(),
                            names.distinct(node).node().id().value(),
                            id)
                    .flatMap(name -> Stream.of(name, node.executor() + "/" + name));
        }

        String id() {
            return node.executor() + "/" + node.node().machine();
        }
    }

    @Override
    public List<KnownNode> list() {
        List<Known> known = known();
        NodeDirectory names = names(known);
        return known.stream()
                .map(node -> shown(node, names))
                .sorted(Comparator.comparing(KnownNode::executor).thenComparing(KnownNode::name))
                .toList();
    }

    private static NodeDirectory names(List<Known> known) {
        return new NodeDirectory(known.stream().map(Known::node).toList());
    }

    private static KnownNode shown(Known known, NodeDirectory names) {
        GpuNode node = known.node().node();
        Set<String> gpus = node.devices().stream().map(GpuNode.Device::id).collect(Collectors.toSet());
        long held = known.holds().stream()
                .flatMap(hold -> hold.devices().stream())
                .filter(device -> node.isUnknown() || gpus.contains(device))
                .count();
        long jobs =
                known.holds().stream().map(hold -> hold.run().job()).distinct().count();
        return new KnownNode(
                known.node().executor(),
                names.distinct(known.node()).node().id().value(),
                node.machine(),
                state(known),
                gpus.size(),
                (int) held,
                (int) jobs,
                known.grids().stream().map(Instance::id).toList());
    }

    private static KnownNode.State state(Known known) {
        GpuNode node = known.node().node();
        if (known.reachedBy().isEmpty()) {
            return KnownNode.State.UNREACHED;
        }
        if (node.isUnknown()) {
            return KnownNode.State.UNKNOWN;
        }
        return node.isAccepting() ? KnownNode.State.ACCEPTING : KnownNode.State.CLOSED;
    }

    private List<Known> known() {
        // Only runs owned before the live instances are read can belong to an ended one.
        List<Allocation> holds = storage.holds().list();
        List<Instance> live = storage.instances().live(OPERATOR);
        Map<Slot.Node, List<Reach>> reached = live.stream()
                .flatMap(grid -> grid.nodes().stream().map(node -> new Reach(grid, node)))
                .collect(Collectors.groupingBy(
                        reach -> Slot.Node.of(reach.node()), LinkedHashMap::new, Collectors.toList()));
        Map<Slot.Node, List<Allocation>> held = holds.stream()
                .collect(Collectors.groupingBy(hold -> place(hold, reached), LinkedHashMap::new, Collectors.toList()));
        return Stream.concat(reached.keySet().stream(), held.keySet().stream())
                .distinct()
                .map(at -> known(at, reached.getOrDefault(at, List.of()), held.getOrDefault(at, List.of()), live))
                .toList();
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

    private static Known known(Slot.Node at, List<Reach> reached, List<Allocation> holds, List<Instance> live) {
        Instance.Node node = reached.stream()
                .map(Reach::node)
                .max(Comparator.comparing((Instance.Node of) -> of.node().isAccepting())
                        .thenComparing(of -> !of.node().isUnknown()))
                .orElseGet(() -> told(at, holds));
        List<Instance> reachedBy = reached.stream().map(Reach::grid).distinct().toList();
        List<Instance> grids = live.stream()
                .filter(grid -> reachedBy.contains(grid) || holds.stream().anyMatch(grid::isAt))
                .toList();
        return new Known(at, node, reachedBy, grids, holds);
    }

    /** A node known only from allocations. */
    private static Instance.Node told(Slot.Node at, List<Allocation> holds) {
        NodeName name = holds.stream()
                .flatMap(hold -> hold.node().stream())
                .findFirst()
                .orElseGet(() -> new NodeName(at.machine().value()));
        GpuNode node = GpuNode.unknown(name, "", List.of());
        return new Instance.Node(at.executor(), node.machine().equals(at.machine()) ? node : node.on(at.machine()));
    }

    @Override
    public ForgottenNode forget(String node) {
        List<Known> known = known();
        NodeDirectory names = names(known);
        Known wanted = one(node, known, names);
        String name = names.distinct(wanted.node()).node().id().value();
        wanted.grids().stream().findFirst().ifPresent(grid -> refuse(wanted, name, grid));
        List<RunKey> released = new ArrayList<>();
        List<Job> ended = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Allocation> holds = abandoned(wanted, name);
            if (holds.isEmpty()) {
                return new ForgottenNode(
                        wanted.at().executor(), name, wanted.at().machine(), released, ended);
            }
            for (Allocation hold : holds) {
                Optional<Transition> change = change(hold);
                if (storage.holds().forget(new ForgottenAllocation(hold, change))) {
                    released.add(hold.run());
                    change.map(Transition::after).ifPresent(ended::add);
                }
            }
        }
        throw new JobGridException(
                ErrorCode.CONFLICT,
                "allocations on the node '" + name + "' keep changing, though no live grid reaches it; try again");
    }

    private static Known one(String asked, List<Known> known, NodeDirectory names) {
        List<Known> called = known.stream()
                .filter(node -> node.names(names).anyMatch(asked::equals))
                .toList();
        if (called.isEmpty()) {
            throw new JobGridException(
                    ErrorCode.NOT_FOUND,
                    "no node is called '" + asked + "': no live grid reaches one, and no run holds anything on one");
        }
        if (called.size() > 1) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    called.size() + " nodes are called '" + asked + "'; name one by its id: "
                            + called.stream().map(Known::id).sorted().collect(Collectors.joining(", ")));
        }
        return called.get(0);
    }

    /** Allocations left on a node. A grid that has reached it since prevents forgetting it. */
    private List<Allocation> abandoned(Known wanted, String name) {
        List<Allocation> holds = storage.holds().list().stream()
                .filter(hold -> Slot.Node.of(hold).equals(wanted.at()))
                .toList();
        for (Instance grid : storage.instances().live(OPERATOR)) {
            if (holds.stream().anyMatch(grid::isAt)) {
                refuse(wanted, name, grid);
            }
        }
        return holds;
    }

    private static void refuse(Known wanted, String name, Instance grid) {
        boolean isReached = wanted.reachedBy().contains(grid)
                || grid.nodes().stream()
                        .anyMatch(node -> wanted.holds().stream().anyMatch(node::mayHave));
        throw new JobGridException(
                ErrorCode.CONFLICT,
                "the node '" + name + "' cannot be forgotten while the live grid " + grid.id()
                        + (isReached ? " reaches it, or may" : " supervises a run there")
                        + "; stop that grid, or take the node out of its configuration, and try again");
    }

    /** The change of a run's job; empty if it has continued without the run. */
    private Optional<Transition> change(Allocation hold) {
        return storage.jobs()
                .find(hold.run().job())
                .filter(job -> job.status().isActive() && Recovery.isIn(job, hold.run()))
                .map(job -> lost.givenUp(job, GONE, clock.instant()));
    }
}
