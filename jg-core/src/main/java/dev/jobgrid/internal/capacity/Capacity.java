package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.plugins.GuardedExecutor;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.monitor.HealthCheck;
import dev.jobgrid.monitor.NodeReport;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.DemandForecast;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Free devices of the nodes of this grid and its peers: all devices less allocations. Allocations are cached from the
 * store and from this grid's own placements, so this can lag behind peers; the store decides when a run is placed. One
 * node is recomputed when a device of it is allocated or released, all nodes when a node changes. Thread-safe.
 */
public final class Capacity {
    private static final System.Logger LOG = System.getLogger(Capacity.class.getName());
    private static final GpuModel NO_GPU = new GpuModel("no GPU", "", "", GpuClass.DATACENTER, 1);

    private final List<GpuExecutor> executors;
    private final List<GpuNode.Device> cpuSlots;
    private final Object lock = new Object();
    private final Map<RunKey, Held> held = new HashMap<>();
    private final Map<Slot.Node, Set<String>> busy = new HashMap<>();
    // Nodes with a device that appears to be held twice for a moment; the store never allocates it twice.
    private final Set<Slot.Node> shared = new HashSet<>();
    private final Set<RunKey> changedHere = new HashSet<>();
    private List<Instance.Node> own = List.of();
    private List<Instance.Node> peers = List.of();
    private List<AwayNode> away = List.of();
    private NodeDirectory names = NodeDirectory.NONE;
    private DemandForecast forecast = DemandForecast.NONE;
    private Fleets fleets;
    private NodeImages images = NodeImages.NONE;
    private NodeMounts mounts = NodeMounts.NONE;
    private AbsentNodes absent = AbsentNodes.NONE;
    private GpuOwnership sharedGpus = GpuOwnership.NONE;
    private Optional<Reservations> ofGpus = Optional.empty();
    private Optional<Reservations> ofCpuSlots = Optional.empty();

    /** Capacity of these executors. */
    public Capacity(List<? extends GpuExecutor> executors, int cpuSlotsPerNode) {
        this.executors = List.copyOf(executors);
        this.cpuSlots = IntStream.range(0, cpuSlotsPerNode)
                .mapToObj(i -> new GpuNode.Device("cpu" + i, NO_GPU, Usd.ZERO, false))
                .toList();
        fleets = fleets();
    }

    /** @param at as stored, maybe by name */
    private record Held(Slot.Node at, List<String> devices) {}

    /** Slots of this grid, and of it and its peers, for jobs with a GPU and without. */
    private record Fleets(SlotIndex ownGpu, SlotIndex ownCpu, SlotIndex allGpu, SlotIndex allCpu) {
        SlotIndex own(boolean gpu) {
            return gpu ? ownGpu : ownCpu;
        }

        SlotIndex all(boolean gpu) {
            return gpu ? allGpu : allCpu;
        }

        Stream<SlotIndex> each() {
            return Stream.of(ownGpu, ownCpu, allGpu, allCpu).distinct(); // without peers, both are the same
        }
    }

    /** The current offers of the grid and its peers to jobs with a GPU, or without. */
    public Snapshot snapshot(boolean gpu) {
        // Called for every submit.
        return looked(nodes(Capacity::nodesHere), () -> fleets.all(gpu).snapshot());
    }

    /** The same offers, less what jobs that wait keep from a new one, by the last look at the queue. */
    public Snapshot left(boolean gpu) {
        Snapshot all = snapshot(gpu);
        return waiting(gpu).map(kept -> kept.without(all)).orElse(all);
    }

    /** What waiting jobs leave to new ones; empty while none waits. */
    public Optional<Reservations> waiting(boolean gpu) {
        synchronized (lock) {
            return gpu ? ofGpus : ofCpuSlots;
        }
    }

    /** Records what waiting jobs leave to new ones. The reservations do not change any more. */
    public void waiting(Optional<Reservations> gpus, Optional<Reservations> cpuSlots) {
        synchronized (lock) {
            ofGpus = gpus;
            ofCpuSlots = cpuSlots;
        }
    }

    /** Reads the current nodes; the methods below use them until the next poll. */
    public void poll() {
        looked(nodes(), () -> fleets);
    }

    /** Offers that this grid can place jobs on, by the last poll. */
    public Snapshot own(boolean gpu) {
        synchronized (lock) {
            return fleets.own(gpu).snapshot();
        }
    }

    /** Offers that the grid and its peers can place jobs on, by the last poll. */
    public Snapshot all(boolean gpu) {
        synchronized (lock) {
            return fleets.all(gpu).snapshot();
        }
    }

    /** Sets the demand forecast for jobs with a GPU. */
    public void expect(DemandForecast coming) {
        synchronized (lock) {
            forecast = coming;
            fleets.ownGpu().expect(coming);
            fleets.allGpu().expect(coming);
        }
    }

    /** Free devices and slots of each offer of this grid, by the last poll; without those that have none. */
    public Map<String, Integer> free() {
        synchronized (lock) {
            Map<String, Integer> free = fleets.ownGpu().free();
            free.putAll(fleets.ownCpu().free());
            return free;
        }
    }

    /** The nodes that this grid's executors can reach. */
    public List<Instance.Node> nodes() {
        return nodes(GpuExecutor::nodes);
    }

    private List<Instance.Node> nodes(Function<GpuExecutor, List<GpuNode>> asked) {
        return executors.stream()
                .flatMap(executor ->
                        asked.apply(executor).stream().map(node -> new Instance.Node(executor.name(), node)))
                .toList();
    }

    private static List<GpuNode> nodesHere(GpuExecutor executor) {
        return executor instanceof GuardedExecutor guarded ? guarded.nodesHere() : executor.nodes();
    }

    /** The nodes of an executor, with the distinct names that offers and quarantines use. */
    public List<GpuNode> nodes(GpuExecutor executor) {
        List<GpuNode> nodes = executor.nodes();
        synchronized (lock) {
            return nodes.stream()
                    .map(node -> names.distinct(new Instance.Node(executor.name(), node))
                            .node())
                    .toList();
        }
    }

    /** The same nodes, with their allocations. */
    public List<NodeReport> report() {
        List<Instance.Node> nodes = nodes();
        synchronized (lock) {
            return nodes.stream().map(names::distinct).map(this::report).toList();
        }
    }

    private NodeReport report(Instance.Node known) {
        GpuNode node = known.node();
        Set<String> taken = busy.getOrDefault(Slot.Node.of(known), Set.of());
        long held = node.devices().stream()
                .filter(device -> taken.contains(device.id()))
                .count();
        return new NodeReport(
                known.executor(),
                node.id(),
                node.isAccepting(),
                node.devices().size(),
                (int) held,
                node.freeDiskBytes());
    }

    /**
     * Nodes that peers can reach, and those that ended instances could.
     *
     * @param gone nodes that no job is placed on, and that jobs wait for
     */
    public void peers(List<Instance.Node> nodes, List<AwayNode> gone) {
        synchronized (lock) {
            if (!nodes.equals(peers) || !gone.equals(away)) {
                peers = List.copyOf(nodes);
                away = List.copyOf(gone);
                fleets = fleets();
            }
        }
    }

    /**
     * Reads allocations from the store.
     *
     * @param list called once; this grid's own changes meanwhile take precedence
     */
    public List<Allocation> read(Supplier<List<Allocation>> list) {
        synchronized (lock) {
            changedHere.clear();
        }
        List<Allocation> stored = list.get();
        synchronized (lock) {
            Map<RunKey, Held> before = new HashMap<>(held);
            held.keySet().retainAll(changedHere);
            for (Allocation hold : stored) {
                if (!changedHere.contains(hold.run()) && !hold.devices().isEmpty()) {
                    held.put(hold.run(), new Held(Slot.Node.of(hold), hold.devices()));
                }
            }
            if (!held.equals(before)) {
                count();
                if (!sharedGpus.owners().isEmpty()) {
                    fleets = fleets(); // the node on which a GPU is held offers it
                }
            }
        }
        return stored;
    }

    private void count() {
        Set<Slot.Node> touched = new HashSet<>(busy.keySet());
        markAll();
        touched.addAll(busy.keySet());
        touched.forEach(this::changed);
    }

    private void markAll() {
        busy.clear();
        shared.clear();
        held.values().forEach(this::markBusy);
    }

    private void changed(Slot.Node at) {
        Set<String> devices = busy.getOrDefault(at, Set.of());
        fleets.each().forEach(fleet -> fleet.busy(at, devices));
    }

    /**
     * Allocates devices of an offer to a run.
     *
     * @return the placement, or empty if the offer has fewer free by now
     */
    public Optional<Placement> hold(RunKey run, Offer offer, int count, List<Relaxation> relaxed, boolean gpu) {
        synchronized (lock) {
            SlotIndex fleet = fleets.own(gpu);
            if (!fleet.has(offer.id())) {
                return Optional.empty();
            }
            Slot slot = fleet.slot(offer.id());
            List<String> free = slot.free(busy.getOrDefault(slot.at(), Set.of()));
            if (free.size() < count) {
                return Optional.empty();
            }
            Placement placement = new Placement(
                    slot.at().executor(),
                    new NodeName(offer.node()),
                    free.subList(0, count),
                    offer.gpu(),
                    offer.simulated(),
                    offer.region(),
                    offer.hourlyRate(count),
                    relaxed,
                    reason(offer),
                    slot.machineId());
            take(run, placement);
            return Optional.of(placement);
        }
    }

    /** Records the allocation of a run that was placed earlier. */
    public void hold(RunKey run, Placement placement) {
        synchronized (lock) {
            take(run, placement);
        }
    }

    private void take(RunKey run, Placement placement) {
        changedHere.add(run);
        Held hold = new Held(new Slot.Node(placement.executor(), placement.machine()), placement.gpuIds());
        held.put(run, hold);
        markBusy(hold);
        changed(machine(hold));
    }

    private void markBusy(Held hold) {
        Slot.Node machine = machine(hold);
        Set<String> there = busy.computeIfAbsent(machine, at -> new HashSet<>());
        for (String device : hold.devices()) {
            if (!there.add(device)) {
                shared.add(machine);
            }
        }
    }

    private Slot.Node machine(Held hold) {
        return names.machine(hold.at());
    }

    /** Releases the run's devices, if it holds any. */
    public void release(RunKey run) {
        synchronized (lock) {
            changedHere.add(run);
            Held hold = held.remove(run);
            if (hold != null) {
                release(hold);
                changed(machine(hold));
            }
        }
    }

    private void release(Held hold) {
        Slot.Node machine = machine(hold);
        if (shared.contains(machine)) {
            busy.put(
                    machine,
                    held.values().stream()
                            .filter(other -> machine(other).equals(machine))
                            .flatMap(other -> other.devices().stream())
                            .collect(Collectors.toCollection(HashSet::new)));
        } else {
            Set<String> taken = busy.getOrDefault(machine, Set.of());
            hold.devices().forEach(taken::remove);
        }
    }

    /** The runs with allocations, and the number of devices or slots of each. */
    public Map<RunKey, Integer> held() {
        synchronized (lock) {
            Map<RunKey, Integer> counts = new HashMap<>();
            held.forEach((run, hold) -> counts.put(run, hold.devices().size()));
            return counts;
        }
    }

    /** The runs that hold devices of one of this grid's offers, and how many each, by the last poll. */
    public Map<RunKey, Integer> heldOf(String offer, boolean gpu) {
        synchronized (lock) {
            Map<RunKey, Integer> counts = new HashMap<>();
            if (fleets.own(gpu).has(offer)) {
                Slot slot = fleets.own(gpu).slot(offer);
                held.forEach((run, hold) -> {
                    long here = hold.devices().stream()
                            .filter(id -> machine(hold).equals(slot.at())
                                    && slot.devices().contains(id))
                            .count();
                    if (here > 0) {
                        counts.put(run, (int) here);
                    }
                });
            }
            return counts;
        }
    }

    /** The executor of this name, if the grid has it. */
    public Optional<GpuExecutor> executor(String name) {
        return executors.stream().filter(e -> e.name().equals(name)).findFirst();
    }

    /** Why the node of a placement takes no work now, for people; empty if it does. */
    public Optional<String> refusal(Placement place) {
        return looked(nodes(Capacity::nodesHere), () -> {
            Slot.Node at = names.machine(new Slot.Node(place.executor(), place.machine()));
            Optional<Instance.Node> node = everyone().stream()
                    .filter(each -> Slot.Node.of(each).equals(at))
                    .findFirst();
            boolean isOpen = node.filter(each -> each.node().isAccepting()).isPresent();
            String why = node.isEmpty() ? "' does not answer" : "' accepts no work now";
            return isOpen ? Optional.empty() : Optional.of("the node '" + place.node() + why);
        });
    }

    /** All executors. */
    public List<GpuExecutor> executors() {
        return executors;
    }

    /** Why an offer was chosen, for people. */
    static String reason(Offer offer) {
        return "Selected " + offer.gpu().name() + (offer.simulated() ? " (simulated)" : "") + " on node " + offer.node()
                + ", the best of what fits and is free.";
    }

    /** Updates to the current nodes, then runs the work. */
    private <T> T looked(List<Instance.Node> now, Supplier<T> work) {
        synchronized (lock) {
            if (!now.equals(own)) {
                own = now;
                fleets = fleets();
            }
            return work.get();
        }
    }

    /** A router for one job that uses only nodes with the images and mounts that the job needs, by the last poll. */
    public Router around(Router router, WorkspaceId workspace, JobSpec spec) {
        synchronized (lock) {
            return mounts.around(
                    images.around(router, spec.image()), workspace, spec.files().mounts());
        }
    }

    /** A router for one job that assumes its image on every node. */
    public Router aroundMounts(Router router, WorkspaceId workspace, JobSpec spec) {
        return mounts().around(router, workspace, spec.files().mounts());
    }

    /**
     * Why a job that no known node can run waits, by the last poll; empty if it need not wait.
     *
     * @param image its image, if only that rules out a node
     */
    public Optional<String> awaited(Optional<String> image) {
        synchronized (lock) {
            return absent.reason(image);
        }
    }

    /** Why a job waits for nodes that accept no work or are away, by the last poll; empty if it does not. */
    public Optional<String> awaited(Decision decision) {
        synchronized (lock) {
            return absent.reason(decision);
        }
    }

    /** Why a job waits for nodes that are away, by the last poll; empty if it does not. */
    public Optional<String> awaitedAway(Decision decision) {
        synchronized (lock) {
            return absent.awayReason(decision);
        }
    }

    /** Whether a node has not answered yet, by the last poll. */
    public boolean isAnyUnknown() {
        synchronized (lock) {
            return absent.isAnyUnknown();
        }
    }

    /** The mounts of nodes, by the last poll. */
    public NodeMounts mounts() {
        synchronized (lock) {
            return mounts;
        }
    }

    private Fleets fleets() {
        List<Instance.Node> all = everyone();
        List<Instance.Node> reached = all.stream().filter(Capacity::isKnown).toList();
        List<AwayNode> gone =
                AwayNode.without(away, reached).stream().map(AwayNode::closed).toList();
        List<Instance.Node> known = Stream.concat(
                        reached.stream(), gone.stream().map(AwayNode::node))
                .toList();
        names = new NodeDirectory(known);
        List<Instance.Node> everyone = known.stream().map(names::distinct).toList();
        images = new NodeImages(everyone);
        mounts = new NodeMounts(Stream.concat(everyone.stream(), all.stream().filter(node -> !isKnown(node)))
                .toList());
        absent = new AbsentNodes(
                Stream.concat(everyone.stream(), unknown(all, reached)).toList(),
                gone.stream()
                        .map(node -> new AwayNode(node.grid(), names.distinct(node.node()), node.since()))
                        .toList());
        List<Instance.Node> named =
                own.stream().filter(Capacity::isKnown).map(names::distinct).toList();
        markAll();
        share(everyone.subList(0, reached.size()));
        SlotIndex ownGpu = new SlotIndex(slots(named, true), busy);
        SlotIndex ownCpu = new SlotIndex(slots(named, false), busy);
        Fleets made = peers.isEmpty() && gone.isEmpty()
                ? new Fleets(ownGpu, ownCpu, ownGpu, ownCpu)
                : new Fleets(
                        ownGpu,
                        ownCpu,
                        new SlotIndex(slots(everyone, true), busy),
                        new SlotIndex(slots(everyone, false), busy));
        made.ownGpu().expect(forecast);
        made.allGpu().expect(forecast);
        return made;
    }

    private void share(List<Instance.Node> everyone) {
        GpuOwnership now = GpuOwnership.among(everyone, busy);
        if (!now.sentences().equals(sharedGpus.sentences())) {
            now.sentences().forEach(sentence -> LOG.log(System.Logger.Level.WARNING, sentence));
        }
        sharedGpus = now;
    }

    /** A report of GPUs that are not offered because other nodes have the same; empty if there are none. */
    public Optional<HealthCheck> sharedGpus() {
        synchronized (lock) {
            return sharedGpus.check();
        }
    }

    private static boolean isKnown(Instance.Node node) {
        return !node.node().isUnknown();
    }

    /** Machines that are known by name only. */
    private static Stream<Instance.Node> unknown(List<Instance.Node> all, List<Instance.Node> known) {
        Set<List<Object>> names = known.stream().map(Capacity::called).collect(Collectors.toSet());
        return all.stream().filter(node -> !isKnown(node) && !names.contains(called(node)));
    }

    private static List<Object> called(Instance.Node node) {
        return List.of(node.executor(), node.node().id());
    }

    private List<Instance.Node> everyone() {
        Map<Slot.Node, Instance.Node> nodes = new HashMap<>();
        Stream.concat(own.stream(), peers.stream())
                .forEach(node -> nodes.merge(
                        Slot.Node.of(node), node, (one, other) -> one.node().isAccepting() ? one : other));
        return List.copyOf(nodes.values());
    }

    private List<Slot> slots(List<Instance.Node> nodes, boolean gpu) {
        List<Slot> slots = new ArrayList<>();
        for (Instance.Node node : nodes) {
            slots.addAll(Slot.of(node.executor(), node.node(), gpu ? sharedGpus.offered(node) : cpuSlots));
        }
        return slots;
    }
}
