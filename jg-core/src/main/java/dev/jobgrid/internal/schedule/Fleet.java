package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.capacity.AwayNode;
import dev.jobgrid.internal.schedule.NodeSurvey.Known;
import dev.jobgrid.job.Job;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.KnownNode;
import dev.jobgrid.monitor.NodeQuarantine;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The nodes that live grids reach and those that are away, as a workspace sees them. A node's reasons are shown without the words of its engine,
 * which may name jobs of others. Thread-safe.
 */
public final class Fleet {
    /** Jobs whose names are looked up, each by a statement. */
    private static final int MAX_NAMES = 100;

    private final Storage storage;
    private final Supplier<List<NodeQuarantine>> quarantines;

    /**
     * The nodes of this storage.
     *
     * @param quarantines those of this grid: a peer's are not known here
     */
    public Fleet(Storage storage, Supplier<List<NodeQuarantine>> quarantines) {
        this.storage = storage;
        this.quarantines = quarantines;
    }

    /** The nodes, by executor and name. */
    public List<FleetNode> of(WorkspaceId workspace) {
        NodeSurvey survey = NodeSurvey.of(storage);
        Map<JobId, String> names = names(survey, workspace);
        Map<String, Instant> closedUntil = quarantines.get().stream()
                .filter(quarantine -> quarantine.image().isEmpty())
                .collect(Collectors.toMap(NodeQuarantine::node, NodeQuarantine::until, Fleet::later));
        return survey.nodes().stream()
                .filter(node -> node.state() != KnownNode.State.UNREACHED)
                .map(node -> shown(
                        node,
                        survey.nameOf(node),
                        Optional.ofNullable(closedUntil.get(survey.nameOf(node))),
                        gpus(node, workspace, names)))
                .sorted(Comparator.comparing(FleetNode::executor).thenComparing(FleetNode::name))
                .toList();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Map<JobId, String> names(NodeSurvey survey, WorkspaceId workspace) {
        return survey.nodes().stream()
                .flatMap(node -> node.holds().stream())
                .filter(hold -> !hold.devices().isEmpty())
                .map(hold -> hold.run().job())
                .filter(job -> job.workspace().equals(workspace))
                .distinct()
                .limit(MAX_NAMES)
                .flatMap(job -> storage.jobs().find(job).stream())
                .collect(Collectors.toMap(Job::id, job -> job.spec().name()));
    }

    private static FleetNode shown(
            Known node, String name, Optional<Instant> quarantinedUntil, List<FleetNode.Gpu> gpus) {
        boolean isQuarantined = node.state() == KnownNode.State.ACCEPTING && quarantinedUntil.isPresent();
        KnownNode.State state = isQuarantined ? KnownNode.State.CLOSED : node.state();
        return new FleetNode(node.node().executor(), name, state, reason(node, quarantinedUntil), gpus);
    }

    private static String reason(Known node, Optional<Instant> quarantinedUntil) {
        return switch (node.state()) {
            case ACCEPTING ->
                quarantinedUntil
                        .map(until -> "Runs failed on it: it is in quarantine until " + until
                                + " at the earliest, and then until a trial run succeeds.")
                        .orElse("");
            case CLOSED -> "Its executor takes no jobs on it now.";
            case UNKNOWN -> "It has not answered since its grid started.";
            case AWAY ->
                "No live grid has reached it since "
                        + node.awaySince().map(AwayNode::minute).orElseThrow()
                        + "; jobs that only it can run wait for it.";
            case UNREACHED -> "No live grid reaches it.";
        };
    }

    private static List<FleetNode.Gpu> gpus(Known node, WorkspaceId workspace, Map<JobId, String> names) {
        Map<String, JobRef> held = new HashMap<>();
        node.holds()
                .forEach(hold -> hold.devices()
                        .forEach(device -> held.put(device, hold.run().job())));
        return node.node().node().devices().stream()
                .map(device -> gpu(device, Optional.ofNullable(held.get(device.id())), workspace, names))
                .toList();
    }

    private static FleetNode.Gpu gpu(
            GpuNode.Device device, Optional<JobRef> holder, WorkspaceId workspace, Map<JobId, String> names) {
        Optional<JobId> own =
                holder.filter(job -> job.workspace().equals(workspace)).map(JobRef::id);
        return new FleetNode.Gpu(
                device.model().name(),
                device.model().memoryBytes(),
                device.simulated(),
                holder.isPresent(),
                own,
                own.flatMap(job -> Optional.ofNullable(names.get(job))));
    }
}
