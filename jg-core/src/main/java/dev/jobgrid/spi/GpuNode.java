package dev.jobgrid.spi;

import dev.jobgrid.id.NodeId;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import java.util.List;

/**
 * A machine that an executor can run jobs on, or a partition of a cluster that places them by itself.
 *
 * @param id names it among all nodes of a grid
 * @param region where it is, as its operator writes it; empty if not told
 * @param devices its GPUs
 * @param freeDiskBytes free disk for jobs
 * @param isAccepting whether it takes new work
 * @param images names of the images that it has, each with its tag or digest, as far as is known
 * @param onlyThoseImages whether it runs no others, since it fetches none
 * @param mounts folders that jobs may ask for there, each with a name of its own
 */
public record GpuNode(
        NodeId id,
        String region,
        List<Device> devices,
        long freeDiskBytes,
        boolean isAccepting,
        List<String> images,
        boolean onlyThoseImages,
        List<HostMount> mounts) {
    /** Copies the lists. */
    public GpuNode {
        devices = List.copyOf(devices);
        images = List.copyOf(images);
        mounts = List.copyOf(mounts);
    }

    /** A node for which images make no difference, and that has no mounts. */
    public GpuNode(NodeId id, String region, List<Device> devices, long freeDiskBytes, boolean isAccepting) {
        this(id, region, devices, freeDiskBytes, isAccepting, List.of(), false, List.of());
    }

    /** The same node, which takes new work or does not. */
    public GpuNode accepting(boolean takesWork) {
        return new GpuNode(id, region, devices, freeDiskBytes, takesWork, images, onlyThoseImages, mounts);
    }

    /**
     * One GPU.
     *
     * @param id names it on its node
     * @param model what it is
     * @param hourlyRate what it costs an hour
     * @param simulated whether it is only declared, and no device stands behind it
     */
    public record Device(String id, GpuModel model, Usd hourlyRate, boolean simulated) {}
}
