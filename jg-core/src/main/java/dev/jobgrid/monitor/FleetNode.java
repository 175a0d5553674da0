package dev.jobgrid.monitor;

import dev.jobgrid.id.JobId;
import java.util.List;
import java.util.Optional;

/**
 * A node that a live grid on the storage reaches, or that is away, as the callers of a workspace see it: names nothing of
 * others.
 *
 * @param executor name of the executor that reaches it, or did
 * @param name its distinct name, with a part of the machine's id if needed
 * @param state its state
 * @param reason why it takes no jobs, for people; empty if it takes jobs
 * @param gpus its GPUs; none if they are unknown
 */
public record FleetNode(String executor, String name, KnownNode.State state, String reason, List<Gpu> gpus) {
    /** Copies the GPUs. */
    public FleetNode {
        gpus = List.copyOf(gpus);
    }

    /**
     * A GPU.
     *
     * @param model its model, with the vendor: "NVIDIA L4"
     * @param memoryBytes its memory
     * @param simulated whether it is only declared, without a device
     * @param held whether a run holds it
     * @param job the job that holds it, if it is one of the caller's workspace
     * @param jobName the name of that job, where known
     */
    public record Gpu(
            String model,
            long memoryBytes,
            boolean simulated,
            boolean held,
            Optional<JobId> job,
            Optional<String> jobName) {}
}
