package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.spi.executor.GpuNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The resources of an Engine.
 *
 * @param kind its kind
 * @param gpus its GPUs
 * @param cpus its processors
 * @param memoryBytes its memory
 * @param architecture as images name it: "amd64"
 * @param diskBytes free disk where containers live
 * @param isLiveRestored whether its containers survive its restart
 * @param machine its lasting machine id; empty if it cannot store one
 * @param bootedAt when its host was booted, by the host's clock, if known
 */
public record EngineResources(
        EngineKind kind,
        List<Gpu> gpus,
        int cpus,
        long memoryBytes,
        String architecture,
        long diskBytes,
        boolean isLiveRestored,
        Optional<MachineId> machine,
        Optional<Instant> bootedAt) {
    public EngineResources {
        gpus = List.copyOf(gpus);
    }

    /** A GPU with its access for containers. */
    public record Gpu(GpuNode.Device device, GpuAccess access) {}

    /** The GPUs with these ids; other ids, such as those of CPU slots, are skipped. */
    public List<Gpu> gpus(List<String> ids) {
        return gpus.stream().filter(gpu -> ids.contains(gpu.device().id())).toList();
    }
}
