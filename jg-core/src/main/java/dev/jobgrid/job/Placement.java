package dev.jobgrid.job;

import dev.jobgrid.id.NodeId;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.Usd;
import java.util.List;

/**
 * Where a run has its place.
 *
 * @param executor name of the executor that runs it
 * @param node the machine
 * @param gpuIds the devices it holds there
 * @param gpu their model
 * @param simulated whether they are only declared
 * @param region region of the machine
 * @param hourlyRate what all of them cost an hour
 * @param relaxed soft preferences that are not met
 * @param reason why this place was chosen, for people
 */
public record Placement(
        String executor,
        NodeId node,
        List<String> gpuIds,
        GpuModel gpu,
        boolean simulated,
        String region,
        Usd hourlyRate,
        List<Relaxation> relaxed,
        String reason) {
    /** Copies the lists. */
    public Placement {
        gpuIds = List.copyOf(gpuIds);
        relaxed = List.copyOf(relaxed);
    }
}
