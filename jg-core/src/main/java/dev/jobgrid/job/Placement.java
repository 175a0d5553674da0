package dev.jobgrid.job;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.Usd;
import java.util.List;
import java.util.Optional;

/**
 * The node and devices of a run.
 *
 * @param executor name of the executor that runs it
 * @param node the node's name when the run was placed
 * @param gpuIds the allocated devices
 * @param gpu their model
 * @param simulated whether they are only declared
 * @param region region of the node
 * @param hourlyRate the price of all of them per hour
 * @param relaxed missed soft preferences
 * @param reason why this node was chosen, for people
 * @param machineId lasting id of the machine; empty if its executor has none
 */
public record Placement(
        String executor,
        NodeName node,
        List<String> gpuIds,
        GpuModel gpu,
        boolean simulated,
        String region,
        Usd hourlyRate,
        List<Relaxation> relaxed,
        String reason,
        Optional<MachineId> machineId) {
    /** Copies the lists. */
    public Placement {
        gpuIds = List.copyOf(gpuIds);
        relaxed = List.copyOf(relaxed);
    }

    /** A placement on a machine that is known by name only. */
    public Placement(
            String executor,
            NodeName node,
            List<String> gpuIds,
            GpuModel gpu,
            boolean simulated,
            String region,
            Usd hourlyRate,
            List<Relaxation> relaxed,
            String reason) {
        this(executor, node, gpuIds, gpu, simulated, region, hourlyRate, relaxed, reason, Optional.empty());
    }

    /** The lasting identity of the machine. */
    public MachineId machine() {
        return MachineId.of(machineId, node);
    }
}
