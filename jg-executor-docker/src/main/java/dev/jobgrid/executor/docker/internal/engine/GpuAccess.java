package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How a container gets a GPU. */
public enum GpuAccess {
    /** By the Engine's NVIDIA driver. */
    NVIDIA,
    /** As a CDI device. */
    CDI,
    /** As device files of AMD's driver. */
    ROCM,
    /** No device. */
    SIMULATED;

    // The prefix of nvidia-ctk's CDI devices, before an index or a UUID.
    private static final String NVIDIA_CDI = "nvidia.com/gpu=";

    /** Requests exactly these devices. */
    public void ask(HostConfig host, List<String> ids, EngineKind kind) {
        switch (this) {
            case NVIDIA -> add(host, nvidia(ids, kind));
            case CDI -> add(host, cdi(ids));
            case ROCM ->
                host.withDevices(Stream.concat(Stream.of("/dev/kfd"), ids.stream())
                                .map(path -> new Device("rwm", path, path))
                                .toList())
                        // The files belong to these groups on every distribution that ROCm supports.
                        .withGroupAdd(List.of("video", "render"));
            case SIMULATED -> {}
        }
    }

    /** Requests all NVIDIA GPUs, with the tools to list them. */
    static void askAllNvidia(HostConfig host, EngineKind kind) {
        add(
                host,
                kind.givesNvidiaByCdi()
                        ? nvidia(List.of("all"), kind)
                        : new DeviceRequest()
                                .withDriver("nvidia")
                                .withCount(-1)
                                .withCapabilities(List.of(List.of("gpu", "utility"))));
    }

    private static DeviceRequest nvidia(List<String> ids, EngineKind kind) {
        return kind.givesNvidiaByCdi()
                ? cdi(ids.stream().map(id -> NVIDIA_CDI + id).toList())
                : new DeviceRequest().withDriver("nvidia").withDeviceIds(ids).withCapabilities(List.of(List.of("gpu")));
    }

    private static DeviceRequest cdi(List<String> ids) {
        return new DeviceRequest().withDriver("cdi").withDeviceIds(ids);
    }

    private static void add(HostConfig host, DeviceRequest request) {
        List<DeviceRequest> all = new ArrayList<>(Objects.requireNonNullElse(host.getDeviceRequests(), List.of()));
        all.add(request);
        host.withDeviceRequests(all);
    }
}
