package dev.jobgrid.executor.docker.internal.run;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.internal.engine.EngineResources;
import dev.jobgrid.executor.docker.internal.engine.GpuAccess;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a container. Pure.
 *
 * @param mounts the requested mounts
 * @param logBytes the disk limit of its log
 * @param labels of the container and its volume
 * @param image the image as the Engine describes it
 */
record ContainerConfig(
        RunRequest request,
        ContainerPolicy policy,
        EngineResources inventory,
        List<HostMount> mounts,
        long logBytes,
        Map<String, String> labels,
        InspectImageResponse image) {
    private static final String VISIBLE_DEVICES = "NVIDIA_VISIBLE_DEVICES";
    private static final long NANOS_PER_CPU = 1_000_000_000L;

    /** Fills the command that creates it. */
    void describe(CreateContainerCmd container, HostConfig host) {
        // A command replaces the image's entry point too.
        request.command()
                .ifPresent(command ->
                        container.withEntrypoint(command.executable()).withCmd(command.args()));
        container.withEnv(environment()).withLabels(labels).withStopSignal("SIGTERM");
        if (image.getConfig() == null
                || image.getConfig().getWorkingDir() == null
                || image.getConfig().getWorkingDir().isEmpty()) {
            container.withWorkingDir("/workspace");
        }
        // An init process that forwards signals and reaps; without it, TERM does not end a program without a handler.
        host.withInit(true)
                .withMounts(allMounts())
                .withLogConfig(
                        new LogConfig(LoggingType.JSON_FILE, inventory.kind().logOptions(logBytes)));
        confine(host);
        limit(host);
        for (GpuAccess access : GpuAccess.values()) {
            List<String> ids = ids(access);
            if (!ids.isEmpty()) {
                access.ask(host, ids, inventory.kind());
            }
        }
    }

    private List<String> environment() {
        List<String> variables = new ArrayList<>();
        if (!request.environment().values().containsKey("HOME")) {
            variables.add("HOME=/workspace");
        }
        request.environment().values().forEach((name, value) -> {
            if (!name.equals(VISIBLE_DEVICES)) {
                variables.add(name + "=" + value);
            }
        });
        // NVIDIA's images set "all" here, and a job could: only the grid decides which devices a container sees.
        variables.add(VISIBLE_DEVICES + "=" + visibleDevices());
        return variables;
    }

    private String visibleDevices() {
        List<String> ids = ids(GpuAccess.NVIDIA);
        return ids.isEmpty() ? "void" : String.join(",", ids);
    }

    private List<EngineResources.Gpu> gpus() {
        return inventory.gpus(request.placement().gpuIds());
    }

    private List<String> ids(GpuAccess access) {
        return gpus().stream()
                .filter(gpu -> gpu.access() == access)
                .map(gpu -> gpu.device().id())
                .toList();
    }

    private List<Mount> allMounts() {
        List<Mount> all = new ArrayList<>();
        // An anonymous volume, which cannot be attributed by name.
        all.add(new Mount()
                .withType(MountType.VOLUME)
                .withTarget("/workspace")
                .withVolumeOptions(new VolumeOptions().withLabels(labels)));
        for (HostMount mount : mounts) {
            all.add(new Mount()
                    .withType(MountType.BIND)
                    .withSource(mount.path())
                    .withTarget("/workspace/mounts/" + mount.name())
                    .withReadOnly(!mount.isWritable()));
        }
        return all;
    }

    private void confine(HostConfig host) {
        List<String> security = new ArrayList<>(List.of("no-new-privileges"));
        policy.seccompProfile().ifPresent(profile -> security.add("seccomp=" + profile));
        host.withNetworkMode(policy.network()).withCapDrop(Capability.ALL).withSecurityOpts(security);
        policy.usernsMode().ifPresent(host::withUsernsMode);
        if (policy.readOnlyRoot()) {
            host.withReadonlyRootfs(true).withTmpFs(Map.of("/tmp", ""));
        }
    }

    private void limit(HostConfig host) {
        long memory = policy.memoryBytes().orElse((long) (inventory.memoryBytes() * share()));
        double cpus = policy.cpus().orElse(inventory.cpus() * share());
        host.withMemory(memory)
                // Memory includes swap: no extra swap.
                .withMemorySwap(memory)
                .withNanoCPUs((long) (cpus * NANOS_PER_CPU))
                .withPidsLimit(policy.pidsLimit())
                .withShmSize(policy.sharedMemoryBytes());
    }

    /** The share of the node for the allocated GPUs; without a GPU, the whole node. */
    private double share() {
        return gpus().isEmpty() ? 1 : (double) gpus().size() / inventory.gpus().size();
    }
}
