package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

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
    public void ask(ObjectNode hostConfig, List<String> ids, EngineKind kind) {
        switch (this) {
            case NVIDIA -> askNvidia(hostConfig, ids, kind);
            case CDI -> request(hostConfig, "cdi", ids);
            case ROCM -> {
                ArrayNode devices = hostConfig.withArray("/Devices");
                device(devices, "/dev/kfd");
                ids.forEach(id -> device(devices, id));
                // The files belong to these groups on every distribution that ROCm supports.
                hostConfig.putArray("GroupAdd").add("video").add("render");
            }
            case SIMULATED -> {}
        }
    }

    private static void askNvidia(ObjectNode hostConfig, List<String> ids, EngineKind kind) {
        if (kind.givesNvidiaByCdi()) {
            request(hostConfig, "cdi", ids.stream().map(id -> NVIDIA_CDI + id).toList());
        } else {
            ObjectNode request = request(hostConfig, "nvidia", ids);
            request.putArray("Capabilities").addArray().add("gpu");
        }
    }

    /** Requests all NVIDIA GPUs, with the tools to list them. */
    static void askAllNvidia(ObjectNode hostConfig, EngineKind kind) {
        if (kind.givesNvidiaByCdi()) {
            request(hostConfig, "cdi", List.of(NVIDIA_CDI + "all"));
        } else {
            ObjectNode request = hostConfig.withArray("/DeviceRequests").addObject();
            request.put("Driver", "nvidia").put("Count", -1);
            request.putArray("Capabilities").addArray().add("gpu").add("utility");
        }
    }

    private static ObjectNode request(ObjectNode hostConfig, String driver, List<String> ids) {
        ObjectNode request = hostConfig.withArray("/DeviceRequests").addObject();
        request.put("Driver", driver);
        ArrayNode deviceIds = request.putArray("DeviceIDs");
        ids.forEach(deviceIds::add);
        return request;
    }

    private static void device(ArrayNode devices, String path) {
        devices.addObject().put("PathOnHost", path).put("PathInContainer", path).put("CgroupPermissions", "rwm");
    }
}
