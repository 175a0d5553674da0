package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.routing.GpuModel;
import java.util.List;
import java.util.Optional;

/**
 * An embedder's declaration of an Engine's GPUs.
 *
 * @param isDetected whether they are detected
 * @param probeImage the image of the probe container
 * @param devices declared ones
 */
public record GpuDeclaration(boolean isDetected, Optional<String> probeImage, List<Device> devices) {
    /** Copies the list. */
    public GpuDeclaration {
        devices = List.copyOf(devices);
    }

    /** A declared GPU. */
    public record Device(String id, GpuModel model, GpuAccess access) {}
}
