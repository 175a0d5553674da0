package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.routing.GpuModel;
import java.util.List;
import java.util.Optional;

/**
 * What an embedder said of an Engine's GPUs.
 *
 * @param isDetected whether the Engine is asked for them
 * @param probeImage in a container of which image
 * @param devices those that need no looking for
 */
public record GpuDeclaration(boolean isDetected, Optional<String> probeImage, List<Device> devices) {
    /** Copies the list. */
    public GpuDeclaration {
        devices = List.copyOf(devices);
    }

    /** A GPU that needs no looking for. */
    public record Device(String id, GpuModel model, GpuAccess access) {}
}
