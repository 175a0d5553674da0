package dev.jobgrid.executor.process;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This host as a node.
 *
 * @param id its name
 * @param machine its lasting machine id
 * @param fingerprint distinguishes it from a copy of its folder
 * @param region its region
 * @param devices its GPUs
 * @param disk its free disk
 * @param mounts folders that jobs may request
 */
record ProcessNode(
        NodeName id,
        MachineId machine,
        String fingerprint,
        String region,
        List<GpuNode.Device> devices,
        FreeDisk disk,
        List<HostMount> mounts) {
    GpuNode now(boolean isAccepting) {
        return new GpuNode(
                        id, region, devices, disk.bytes(), isAccepting, List.of(), false, mounts, Optional.of(machine))
                .withFingerprint(fingerprint);
    }

    /**
     * The mounts that a run requests.
     *
     * @throws Refusal if this host does not have one, or not for the run's workspace
     */
    List<HostMount> mounts(RunRequest request) throws Refusal {
        WorkspaceId workspace = request.key().job().workspace();
        List<HostMount> found = new ArrayList<>();
        for (String name : request.mounts()) {
            found.add(mounts.stream()
                    .filter(mount -> mount.name().equals(name) && mount.isOpenTo(workspace))
                    .findFirst()
                    .orElseThrow(
                            () -> Refusal.ofNode("this host has no mount '" + name + "' for workspace " + workspace)));
        }
        return found;
    }
}
