package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.GpuNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the grid's executors can run jobs on, less what runs hold. A run holds its devices from the moment it gets its
 * place until its engine has let go of it, which for a cancelled job is later than its end. Thread-safe.
 */
public final class Capacity {
    private static final GpuModel NO_GPU = new GpuModel("no GPU", "", "", GpuClass.DATACENTER, 1);

    private final List<GpuExecutor> executors;
    private final int cpuSlotsPerNode;
    private final Map<RunKey, Placement> held = new HashMap<>();

    /** Capacity of these executors. */
    public Capacity(List<GpuExecutor> executors, int cpuSlotsPerNode) {
        this.executors = List.copyOf(executors);
        this.cpuSlotsPerNode = cpuSlotsPerNode;
    }

    /** Some devices of one model on one node, as an offer and as what is behind it. */
    private record Slot(GpuExecutor executor, GpuNode node, Offer offer, List<String> freeDevices) {}

    /** The offers of this moment for jobs that need a GPU, or for those that need none. */
    public Snapshot snapshot(boolean gpu) {
        return new Snapshot(slots(gpu).values().stream().map(Slot::offer).toList());
    }

    /** Whether any device is free. */
    public boolean hasFree() {
        return Stream.of(true, false)
                .flatMap(gpu -> slots(gpu).values().stream())
                .anyMatch(slot -> !slot.freeDevices().isEmpty());
    }

    /**
     * Takes devices of an offer for a run.
     *
     * @return the place, or empty if the offer has fewer free by now
     */
    public Optional<Placement> hold(RunKey run, Offer offer, int count, List<Relaxation> relaxed, boolean gpu) {
        synchronized (held) {
            Slot slot = slots(gpu).get(offer.id());
            if (slot == null || slot.freeDevices().size() < count) {
                return Optional.empty();
            }
            Placement placement = new Placement(
                    slot.executor().name(),
                    slot.node().id(),
                    slot.freeDevices().subList(0, count),
                    offer.gpu(),
                    offer.simulated(),
                    offer.region(),
                    offer.hourlyRate(count),
                    relaxed,
                    reason(offer));
            held.put(run, placement);
            return Optional.of(placement);
        }
    }

    /** Notes that a run holds a place that it was given earlier. */
    public void hold(RunKey run, Placement placement) {
        synchronized (held) {
            held.put(run, placement);
        }
    }

    /** Gives the run's devices back, if it holds any. */
    public void release(RunKey run) {
        synchronized (held) {
            held.remove(run);
        }
    }

    /** The executor of this name, if the grid has it. */
    public Optional<GpuExecutor> executor(String name) {
        return executors.stream().filter(e -> e.name().equals(name)).findFirst();
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

    private Map<String, Slot> slots(boolean gpu) {
        Map<String, Slot> slots = new LinkedHashMap<>();
        synchronized (held) {
            for (GpuExecutor executor : executors) {
                for (GpuNode node : executor.nodes()) {
                    add(slots, executor, node, gpu);
                }
            }
        }
        return slots;
    }

    private void add(Map<String, Slot> slots, GpuExecutor executor, GpuNode node, boolean gpu) {
        Set<String> busy = held.values().stream()
                .filter(p -> p.executor().equals(executor.name()) && p.node().equals(node.id()))
                .flatMap(p -> p.gpuIds().stream())
                .collect(Collectors.toSet());
        Map<List<Object>, List<GpuNode.Device>> alike = (gpu ? node.devices() : cpuSlots())
                .stream()
                        .collect(Collectors.groupingBy(
                                d -> List.of(d.model(), d.hourlyRate(), d.simulated()),
                                LinkedHashMap::new,
                                Collectors.toList()));
        for (List<GpuNode.Device> devices : alike.values()) {
            Slot slot = slot(executor, node, devices, busy, slots.size());
            slots.put(slot.offer().id(), slot);
        }
    }

    private static Slot slot(
            GpuExecutor executor, GpuNode node, List<GpuNode.Device> devices, Set<String> busy, int nth) {
        List<String> free = new ArrayList<>();
        for (GpuNode.Device device : devices) {
            // One that takes nothing for now, as when its engine is away, is known all the same: jobs wait for it.
            if (node.isAccepting() && !busy.contains(device.id())) {
                free.add(device.id());
            }
        }
        GpuNode.Device first = devices.get(0);
        Offer offer = new Offer(
                executor.name() + "/" + node.id() + "/" + first.model().name() + "/" + nth,
                OfferSource.LIVE,
                node.id().value(),
                first.model(),
                new GpuCapacity(devices.size(), free.size()),
                node.region(),
                first.hourlyRate(),
                node.freeDiskBytes(),
                first.simulated());
        return new Slot(executor, node, offer, free);
    }

    private List<GpuNode.Device> cpuSlots() {
        return IntStream.range(0, cpuSlotsPerNode)
                .mapToObj(i -> new GpuNode.Device("cpu" + i, NO_GPU, Usd.ZERO, false))
                .toList();
    }
}
