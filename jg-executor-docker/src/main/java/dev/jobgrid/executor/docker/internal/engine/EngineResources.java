package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.id.MachineId;
import dev.jobgrid.spi.executor.GpuNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an Engine has for jobs.
 *
 * @param kind what it is
 * @param gpus its GPUs
 * @param cpus its processors
 * @param memoryBytes its memory
 * @param architecture as images name it: "amd64"
 * @param diskBytes free disk where containers live
 * @param isLiveRestored whether its containers go on when it is restarted
 * @param machine what it is known by for good; empty if it cannot keep that
 * @param bootedAt when its host was booted, by the host's clock, if it says so
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

    /** A GPU and how a container gets it. */
    public record Gpu(GpuNode.Device device, GpuAccess access) {}

    /** Those of these ids; an id that is none of a GPU, as that of a place for a job without one, is passed over. */
    public List<Gpu> gpus(List<String> ids) {
        return gpus.stream().filter(gpu -> ids.contains(gpu.device().id())).toList();
    }
}
