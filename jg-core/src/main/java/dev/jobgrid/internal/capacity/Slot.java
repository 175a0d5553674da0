package dev.jobgrid.internal.capacity;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Devices of one model on one node: an offer to the router, with the devices behind it. Immutable.
 *
 * @param at the machine and its executor
 * @param machineId its id, if its executor has one
 * @param offer the router's view, with the free devices
 * @param devices all devices
 * @param isAccepting whether they may be allocated; otherwise, as when the engine does not answer, jobs wait for them
 */
public record Slot(Node at, Optional<MachineId> machineId, Offer offer, List<String> devices, boolean isAccepting) {
    public Slot {
        devices = List.copyOf(devices);
    }

    /** A machine, by executor and id. */
    public record Node(String executor, MachineId machine) {
        public static Node of(Instance.Node node) {
            return new Node(node.executor(), node.node().machine());
        }

        public static Node of(Allocation hold) {
            return new Node(hold.executor(), hold.machine());
        }
    }

    /** The slots of a node, with all devices free; the same ones for the same node, independent of other nodes. */
    static List<Slot> of(String executor, GpuNode node, List<GpuNode.Device> devices) {
        Map<List<Object>, List<GpuNode.Device>> alike = devices.stream()
                .collect(Collectors.groupingBy(
                        d -> List.of(d.model(), d.hourlyRate(), d.simulated()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Slot> slots = new ArrayList<>();
        for (List<GpuNode.Device> same : alike.values()) {
            GpuNode.Device first = same.get(0);
            Offer offer = new Offer(
                    executor + "/" + node.id() + "/" + first.model().name() + "/" + slots.size(),
                    OfferSource.LIVE,
                    node.id().value(),
                    first.model(),
                    new GpuCapacity(same.size(), same.size()),
                    node.region(),
                    first.hourlyRate(),
                    node.freeDiskBytes(),
                    first.simulated());
            slots.add(new Slot(
                    new Node(executor, node.machine()),
                    node.machineId(),
                    offer,
                    same.stream().map(GpuNode.Device::id).toList(),
                    node.isAccepting()));
        }
        return slots;
    }

    /** The devices that can be allocated while these are busy. */
    List<String> free(Set<String> busy) {
        return isAccepting ? devices.stream().filter(id -> !busy.contains(id)).toList() : List.of();
    }

    /** The number of devices that can be allocated while these are busy. */
    int freeCount(Set<String> busy) {
        if (!isAccepting) {
            return 0;
        }
        int free = 0;
        for (String device : devices) {
            free += busy.contains(device) ? 0 : 1;
        }
        return free;
    }

    /** The same slot with that many devices free. */
    Slot withFree(int free) {
        return new Slot(at, machineId, offer.withFree(free), devices, isAccepting);
    }
}
