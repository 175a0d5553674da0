package dev.jobgrid.internal.schedule;

import dev.jobgrid.Nodes;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.capacity.AwayNode;
import dev.jobgrid.internal.capacity.Slot;
import dev.jobgrid.internal.execute.LostRuns;
import dev.jobgrid.internal.schedule.NodeSurvey.Known;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.ForgottenAllocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Instances;
import dev.jobgrid.spi.store.Storage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Nodes in a store: those reported by live grids, those that are away, and those with allocations. Thread-safe. */
public final class StoredNodes implements Nodes {
    private static final String GONE = "The machine of the run was removed by its operator.";

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

    @Override
    public List<KnownNode> list() {
        NodeSurvey survey = NodeSurvey.of(storage);
        return survey.nodes().stream()
                .map(node -> shown(node, survey.nameOf(node)))
                .sorted(Comparator.comparing(KnownNode::executor).thenComparing(KnownNode::name))
                .toList();
    }

    private static KnownNode shown(Known known, String name) {
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
                name,
                node.machine(),
                known.state(),
                gpus.size(),
                (int) held,
                (int) jobs,
                known.grids().stream().map(Instance::id).toList(),
                known.state() == KnownNode.State.AWAY ? known.awaySince() : Optional.empty());
    }

    @Override
    public ForgottenNode forget(String node) {
        NodeSurvey survey = NodeSurvey.of(storage);
        Known wanted = one(node, survey);
        String name = survey.nameOf(wanted);
        wanted.grids().stream().findFirst().ifPresent(grid -> refuse(wanted, name, grid));
        List<RunKey> released = new ArrayList<>();
        List<Job> ended = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Allocation> holds = abandoned(wanted, name);
            if (holds.isEmpty()) {
                forgetAway(wanted);
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

    /** Also what earlier instances knew of it, which would take its place. */
    private void forgetAway(Known wanted) {
        for (Instances.Ended over :
                storage.instances().read(NodeSurvey.OPERATOR).ended()) {
            List<Instance.Node> same = over.instance().nodes().stream()
                    .filter(node -> AwayNode.isSame(node, wanted.node()))
                    .toList();
            if (!same.isEmpty()) {
                storage.instances().forget(over.instance().id(), same);
            }
        }
    }

    private static Known one(String asked, NodeSurvey survey) {
        List<Known> called = survey.nodes().stream()
                .filter(node -> survey.namesOf(node).anyMatch(asked::equals))
                .toList();
        if (called.isEmpty()) {
            throw new JobGridException(
                    ErrorCode.NOT_FOUND,
                    "no node is called '" + asked
                            + "': no live grid reaches one, none is away, and no run holds anything on one");
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
        for (Instance grid : storage.instances().live(NodeSurvey.OPERATOR)) {
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
