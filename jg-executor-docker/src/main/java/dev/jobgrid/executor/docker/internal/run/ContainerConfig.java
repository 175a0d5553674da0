package dev.jobgrid.executor.docker.internal.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.executor.docker.ContainerPolicy;
import dev.jobgrid.executor.docker.internal.engine.EngineResources;
import dev.jobgrid.executor.docker.internal.engine.GpuAccess;
import dev.jobgrid.executor.docker.internal.http.Json;
import dev.jobgrid.job.Command;
import dev.jobgrid.spi.executor.HostMount;
import dev.jobgrid.spi.executor.RunRequest;
import java.util.List;
import java.util.Map;

/** Builds the configuration of a container. Pure. */
final class ContainerConfig {
    private static final String VISIBLE_DEVICES = "NVIDIA_VISIBLE_DEVICES";
    private static final long NANOS_PER_CPU = 1_000_000_000L;

    private final RunRequest request;
    private final ContainerPolicy policy;
    private final EngineResources inventory;
    private final List<HostMount> mounts;
    private final List<EngineResources.Gpu> gpus;
    private final long logBytes;

    /**
     * @param mounts the requested mounts
     * @param logBytes the disk limit of its log
     */
    ContainerConfig(
            RunRequest request,
            ContainerPolicy policy,
            EngineResources inventory,
            List<HostMount> mounts,
            long logBytes) {
        this.logBytes = logBytes;
        this.request = request;
        this.mounts = mounts;
        this.policy = policy;
        this.inventory = inventory;
        this.gpus = inventory.gpus(request.placement().gpuIds());
    }

    /**
     * @param image the image as the Engine describes it
     */
    JsonNode json(Map<String, String> labels, JsonNode image) {
        ObjectNode config = Json.object();
        config.put("Image", request.image());
        // A command replaces the image's entry point too.
        request.command().ifPresent(command -> command(config, command));
        environment(config);
        ObjectNode labelled = config.putObject("Labels");
        labels.forEach(labelled::put);
        if (image.path("Config").path("WorkingDir").asText().isEmpty()) {
            config.put("WorkingDir", "/workspace");
        }
        config.put("StopSignal", "SIGTERM");
        config.set("HostConfig", hostConfig(labels));
        return config;
    }

    private static void command(ObjectNode config, Command command) {
        config.putArray("Entrypoint").add(command.executable());
        ArrayNode args = config.putArray("Cmd");
        command.args().forEach(args::add);
    }

    private void environment(ObjectNode config) {
        ArrayNode variables = config.putArray("Env");
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
    }

    private String visibleDevices() {
        List<String> ids = ids(GpuAccess.NVIDIA);
        return ids.isEmpty() ? "void" : String.join(",", ids);
    }

    private List<String> ids(GpuAccess access) {
        return gpus.stream()
                .filter(gpu -> gpu.access() == access)
                .map(gpu -> gpu.device().id())
                .toList();
    }

    private JsonNode hostConfig(Map<String, String> labels) {
        ObjectNode host = Json.object();
        // An init process that forwards signals and reaps; without it, TERM does not end a program without a handler.
        host.put("Init", true);
        confine(host);
        limit(host);
        for (GpuAccess access : GpuAccess.values()) {
            List<String> ids = ids(access);
            if (!ids.isEmpty()) {
                access.ask(host, ids, inventory.kind());
            }
        }
        mount(host.putArray("Mounts"), labels);
        inventory
                .kind()
                .boundLog(host.putObject("LogConfig").put("Type", "json-file").putObject("Config"), logBytes);
        return host;
    }

    private void mount(ArrayNode all, Map<String, String> labels) {
        ObjectNode workspace = all.addObject().put("Type", "volume").put("Target", "/workspace");
        // An anonymous volume, which cannot be attributed by name.
        ObjectNode labelled = workspace.putObject("VolumeOptions").putObject("Labels");
        labels.forEach(labelled::put);
        for (HostMount mount : mounts) {
            all.addObject()
                    .put("Type", "bind")
                    .put("Source", mount.path())
                    .put("Target", "/workspace/mounts/" + mount.name())
                    .put("ReadOnly", !mount.isWritable());
        }
    }

    private void confine(ObjectNode host) {
        host.put("NetworkMode", policy.network());
        host.putArray("CapDrop").add("ALL");
        ArrayNode security = host.putArray("SecurityOpt").add("no-new-privileges");
        policy.seccompProfile().ifPresent(profile -> security.add("seccomp=" + profile));
        policy.usernsMode().ifPresent(mode -> host.put("UsernsMode", mode));
        if (policy.readOnlyRoot()) {
            host.put("ReadonlyRootfs", true);
            host.putObject("Tmpfs").put("/tmp", "");
        }
    }

    private void limit(ObjectNode host) {
        long memory = policy.memoryBytes().orElse((long) (inventory.memoryBytes() * share()));
        double cpus = policy.cpus().orElse(inventory.cpus() * share());
        host.put("Memory", memory);
        // Memory includes swap: no extra swap.
        host.put("MemorySwap", memory);
        host.put("NanoCpus", (long) (cpus * NANOS_PER_CPU));
        host.put("PidsLimit", policy.pidsLimit());
        host.put("ShmSize", policy.sharedMemoryBytes());
    }

    /** The share of the node for the allocated GPUs; without a GPU, the whole node. */
    private double share() {
        return gpus.isEmpty() ? 1 : (double) gpus.size() / inventory.gpus().size();
    }
}
