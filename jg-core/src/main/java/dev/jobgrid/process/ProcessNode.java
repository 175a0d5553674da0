package dev.jobgrid.process;

import dev.jobgrid.id.NodeId;
import dev.jobgrid.spi.GpuNode;
import java.util.List;

/**
 * This host as a place for jobs.
 *
 * @param id its name
 * @param region where it is
 * @param devices its GPUs
 * @param disk its free disk
 */
record ProcessNode(NodeId id, String region, List<GpuNode.Device> devices, FreeDisk disk) {
    GpuNode now(boolean isAccepting) {
        return new GpuNode(id, region, devices, disk.bytes(), isAccepting);
    }
}
