package dev.jobgrid.spi.executor;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import java.util.List;
import java.util.Optional;

/**
 * A node that an executor can run jobs on, or a partition of a cluster that places them by itself.
 *
 * @param id its name; may change, and two nodes may have the same, if {@code machineId} distinguishes them
 * @param region where it is, as its operator writes it; empty if not set
 * @param devices its GPUs
 * @param freeDiskBytes free disk for jobs
 * @param isAccepting whether it accepts new work
 * @param images names of its images, each with tag or digest, as far as known
 * @param onlyThoseImages whether it can run only these images, since all are known and it pulls none
 * @param mounts folders that jobs may request there, with distinct names
 * @param machineId its lasting machine id; empty if {@code id} is unique and never changes
 * @param fingerprint distinguishes the machine from a copy with the same id; may change while nothing runs on it. Empty
 *     if the id always means the same machine
 * @param isUnknown whether it has not answered since its executor started: its devices are unknown, and jobs that no
 *     known node can run wait for it
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

    /** A node that has not answered yet, with only its operator's configuration. */
    public static GpuNode unknown(NodeName id, String region, List<HostMount> mounts) {
        return new GpuNode(
                id, region, List.of(), 0, false, List.of(), false, mounts, Optional.empty(), Optional.empty(), true);
    }

    /** A node that ignores images, and has no mounts. */
    public GpuNode(NodeName id, String region, List<Device> devices, long freeDiskBytes, boolean isAccepting) {
        this(id, region, devices, freeDiskBytes, isAccepting, List.of(), false, List.of(), Optional.empty());
    }

    /** The lasting identity of the machine. */
    public MachineId machine() {
        return MachineId.of(machineId, id);
    }

    /** Whether the other is a different machine with the same id: a copy of its folder, for example. */
    public boolean isCopyOf(GpuNode other) {
        return machine().equals(other.machine())
                && fingerprint.isPresent()
                && other.fingerprint.isPresent()
                && !fingerprint.equals(other.fingerprint);
    }

    /** The same node with another machine id. */
    public GpuNode on(MachineId machine) {
        return with(id, freeDiskBytes, isAccepting, Optional.of(machine), fingerprint);
    }

    /** The same node with another name. */
    public GpuNode named(NodeName name) {
        return with(name, freeDiskBytes, isAccepting, machineId, fingerprint);
    }

    /** The same node with that much free disk. */
    public GpuNode withFreeDisk(long bytes) {
        return with(id, bytes, isAccepting, machineId, fingerprint);
    }

    /** The same node, accepting new work or not. */
    public GpuNode accepting(boolean takesWork) {
        return with(id, freeDiskBytes, takesWork, machineId, fingerprint);
    }

    /** The same node with that fingerprint. */
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
     * @param id its id on the node. If it is, or ends with, the driver's UUID ({@code GPU-…}), a card that two nodes
     *     see is recognised by it, and offered once
     * @param model its model
     * @param hourlyRate its price per hour
     * @param simulated whether it is only declared, without a device
     */
    public record Device(String id, GpuModel model, Usd hourlyRate, boolean simulated) {}
}
