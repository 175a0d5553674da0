package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How a container gets a GPU. */
enum GpuAccess {
    /** By the Engine's NVIDIA driver. */
    NVIDIA,
    /** As a CDI device. */
    CDI,
    /** As device files of AMD's driver. */
    ROCM,
    /** There is nothing to get. */
    SIMULATED;

    /** Asks for exactly these devices. */
    void ask(ObjectNode hostConfig, List<String> ids) {
        switch (this) {
            case NVIDIA -> {
                ObjectNode request = request(hostConfig, "nvidia", ids);
                request.putArray("Capabilities").addArray().add("gpu");
            }
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
