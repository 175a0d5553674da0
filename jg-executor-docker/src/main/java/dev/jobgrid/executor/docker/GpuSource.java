package dev.jobgrid.executor.docker;

import dev.jobgrid.executor.docker.internal.engine.GpuAccess;
import dev.jobgrid.executor.docker.internal.engine.GpuDeclaration;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The source of an Engine's GPUs: detected, declared by the embedder, or simulated. */
public final class GpuSource {
    private static final long GIB = 1L << 30;

    private final GpuDeclaration declaration;

    private GpuSource(boolean isDetected, Optional<String> probeImage, List<GpuDeclaration.Device> devices) {
        declaration = new GpuDeclaration(isDetected, probeImage, devices);
    }

    /** No GPU. */
    public static GpuSource none() {
        return new GpuSource(false, Optional.empty(), List.of());
    }

    /**
     * {@code nvidia-smi} is run in a container to see all NVIDIA GPUs, once when the Engine comes up: in its smallest
     * images, until one shows any. GPUs that an Engine has by CDI only are logged and must be declared, since their
     * model is unknown.
     */
    public static GpuSource detected() {
        return new GpuSource(true, Optional.empty(), List.of());
    }

    /** As {@link #detected()}, in a container of this image, which is not pulled: the Engine must have it. */
    public static GpuSource detected(String probeImage) {
        return new GpuSource(true, Optional.of(probeImage), List.of());
    }

    /**
     * NVIDIA GPUs behind the Engine's NVIDIA runtime; on Podman, the CDI devices {@code nvidia.com/gpu=} and the id.
     *
     * @param ids indexes or UUIDs as {@code nvidia-smi} shows them
     */
    public static GpuSource nvidia(String model, int gibibytes, String... ids) {
        return declared(model, gibibytes, GpuAccess.NVIDIA, ids);
    }

    /**
     * GPUs of any vendor that the Engine has as CDI devices.
     *
     * @param names as {@code nvidia.com/gpu=0}
     */
    public static GpuSource cdi(String model, int gibibytes, String... names) {
        return declared(model, gibibytes, GpuAccess.CDI, names);
    }

    /**
     * AMD GPUs with ROCm, which a container gets as device files.
     *
     * @param renderNodes as {@code /dev/dri/renderD128}
     */
    public static GpuSource rocm(String model, int gibibytes, String... renderNodes) {
        return declared(model, gibibytes, GpuAccess.ROCM, renderNodes);
    }

    /** Simulated GPUs: containers get no device. */
    public static GpuSource simulated(List<SimulatedGpu> gpus) {
        List<GpuDeclaration.Device> known = new ArrayList<>();
        for (SimulatedGpu gpu : gpus) {
            for (int i = 0; i < gpu.count(); i++) {
                known.add(new GpuDeclaration.Device("sim" + known.size(), gpu.model(), GpuAccess.SIMULATED));
            }
        }
        return new GpuSource(false, Optional.empty(), known);
    }

    private static GpuSource declared(String name, int gibibytes, GpuAccess access, String... ids) {
        GpuModel model = GpuCatalog.builtIn().describe(name, gibibytes * GIB).model();
        return new GpuSource(
                false,
                Optional.empty(),
                List.of(ids).stream()
                        .map(id -> new GpuDeclaration.Device(id, model, access))
                        .toList());
    }

    /**
     * These GPUs and others, as of an Engine with several models. Both are declared.
     *
     * @throws IllegalArgumentException if one is to be detected, or a GPU is declared twice
     */
    public GpuSource and(GpuSource more) {
        if (declaration.isDetected() || more.declaration.isDetected()) {
            throw new IllegalArgumentException("the GPUs of an Engine are detected or declared, not both");
        }
        List<GpuDeclaration.Device> all = new ArrayList<>(declaration.devices());
        all.addAll(more.declaration.devices());
        Set<String> ids = new HashSet<>();
        for (GpuDeclaration.Device device : all) {
            if (!ids.add(device.id())) {
                throw new IllegalArgumentException("the GPU '" + device.id() + "' is declared twice; give each once");
            }
        }
        return new GpuSource(false, Optional.empty(), all);
    }

    GpuDeclaration declaration() {
        return declaration;
    }
}
