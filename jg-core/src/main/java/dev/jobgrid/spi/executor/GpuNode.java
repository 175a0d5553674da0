package dev.jobgrid.spi.executor;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import java.util.List;
import java.util.Optional;

/**
 * A machine that an executor can run jobs on, or a partition of a cluster that places them by itself.
 *
 * @param id what it is called; may change, and two machines may be called the same, if {@code machineId} tells them apart
 * @param region where it is, as its operator writes it; empty if not told
 * @param devices its GPUs
 * @param freeDiskBytes free disk for jobs
 * @param isAccepting whether it takes new work
 * @param images names of the images that it has, each with its tag or digest, as far as is known
 * @param onlyThoseImages whether it runs no others, since all of them are known and it fetches none
 * @param mounts folders that jobs may ask for there, each with a name of its own
 * @param machineId which machine it is, for good; empty if its id is never another machine's and never changes
 * @param fingerprint tells the machine from a copy that has the same id; may change when nothing of it runs. Empty if whoever
 *     names the id means the same machine
 * @param isUnknown whether it has not answered since its executor began: what it has is not known, and jobs that no known node
 *     can run wait for it
 */
public record GpuNode(
        NodeName id,
        String region,
        List<Device> devices,
        long freeDiskBytes,
        boolean isAccepting,
        List<String> images,
        boolean onlyThoseImages,
        List<HostMount> mounts,
        Optional<MachineId> machineId,
        Optional<String> fingerprint,
        boolean isUnknown) {
    /** Copies the lists. */
    public GpuNode {
        devices = List.copyOf(devices);
        images = List.copyOf(images);
        mounts = List.copyOf(mounts);
    }

    /** A node that has answered, without a fingerprint. */
    public GpuNode(
            NodeName id,
            String region,
            List<Device> devices,
            long freeDiskBytes,
            boolean isAccepting,
            List<String> images,
            boolean onlyThoseImages,
            List<HostMount> mounts,
            Optional<MachineId> machineId) {
        this(
                id,
                region,
                devices,
                freeDiskBytes,
                isAccepting,
                images,
                onlyThoseImages,
                mounts,
                machineId,
                Optional.empty(),
                false);
    }

    /** A node of which nothing is known but what its operator says, since it has not answered yet. */
    public static GpuNode unknown(NodeName id, String region, List<HostMount> mounts) {
        return new GpuNode(
                id, region, List.of(), 0, false, List.of(), false, mounts, Optional.empty(), Optional.empty(), true);
    }

    /** A node for which images make no difference, and that has no mounts. */
    public GpuNode(NodeName id, String region, List<Device> devices, long freeDiskBytes, boolean isAccepting) {
        this(id, region, devices, freeDiskBytes, isAccepting, List.of(), false, List.of(), Optional.empty());
    }

    /** The machine, by what it is known for good. */
    public MachineId machine() {
        return MachineId.of(machineId, id);
    }

    /** Whether the other is another machine of the same id: a copy of its folder, say. */
    public boolean isCopyOf(GpuNode other) {
        return machine().equals(other.machine())
                && fingerprint.isPresent()
                && other.fingerprint.isPresent()
                && !fingerprint.equals(other.fingerprint);
    }

    /** The same node, of that machine. */
    public GpuNode on(MachineId machine) {
        return with(id, freeDiskBytes, isAccepting, Optional.of(machine), fingerprint);
    }

    /** The same node, called otherwise. */
    public GpuNode named(NodeName name) {
        return with(name, freeDiskBytes, isAccepting, machineId, fingerprint);
    }

    /** The same node, with so much free disk. */
    public GpuNode withFreeDisk(long bytes) {
        return with(id, bytes, isAccepting, machineId, fingerprint);
    }

    /** The same node, which takes new work or does not. */
    public GpuNode accepting(boolean takesWork) {
        return with(id, freeDiskBytes, takesWork, machineId, fingerprint);
    }

    /** The same node, told by that from copies of it. */
    public GpuNode withFingerprint(String value) {
        return with(id, freeDiskBytes, isAccepting, machineId, Optional.of(value));
    }

    private GpuNode with(
            NodeName name, long free, boolean takesWork, Optional<MachineId> machine, Optional<String> print) {
        return new GpuNode(
                name, region, devices, free, takesWork, images, onlyThoseImages, mounts, machine, print, isUnknown);
    }

    /**
     * One GPU.
     *
     * @param id names it on its node. If it is, or ends with, the UUID that its driver gives it ({@code GPU-…}), a
     *     card that two nodes have is known by it, and offered once
     * @param model what it is
     * @param hourlyRate what it costs an hour
     * @param simulated whether it is only declared, and no device stands behind it
     */
    public record Device(String id, GpuModel model, Usd hourlyRate, boolean simulated) {}
}
