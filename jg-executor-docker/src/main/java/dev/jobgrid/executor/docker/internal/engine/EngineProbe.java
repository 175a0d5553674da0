package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import dev.jobgrid.executor.docker.DockerEngine;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.spi.executor.GpuNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the resources of an Engine. Blocks. */
public final class EngineProbe {
    private static final System.Logger LOG = System.getLogger(EngineProbe.class.getName());
    private static final long MIB = 1L << 20;
    private static final int MAX_PROBES = 3;
    private static final int MAX_GPUS = 1_000;
    private static final Map<String, String> ARCHITECTURES =
            Map.of("x86_64", "amd64", "aarch64", "arm64", "armv7l", "arm", "i386", "386", "i686", "386");
    private static final String QUERY = "--query-gpu=index,uuid,name,memory.total";

    private final DockerEngine engine;
    private final GpuDeclaration declared;
    private final EngineApi api;
    private final InstantSource clock;

    public EngineProbe(EngineConfig config, EngineApi api, InstantSource clock) {
        this.engine = config.engine();
        this.declared = config.gpus();
        this.api = api;
        this.clock = clock;
    }

    /**
     * Reads all of them.
     *
     * @param known the earlier resources, if it has been up since: its GPUs are not detected again
     */
    public EngineResources take(Optional<EngineResources> known) throws IOException {
        EngineKind kind = known.isPresent() ? known.get().kind() : EngineKind.of(api.version());
        Info info = api.info();
        String architecture = Objects.requireNonNullElse(info.getArchitecture(), "");
        return new EngineResources(
                kind,
                known.isPresent() ? known.get().gpus() : gpus(kind, info),
                Math.max(1, Objects.requireNonNullElse(info.getNCPU(), 0)),
                Objects.requireNonNullElse(info.getMemTotal(), 0L),
                ARCHITECTURES.getOrDefault(architecture, architecture),
                disk(info),
                EngineKind.is(info, "LiveRestoreEnabled"),
                known.isPresent() ? known.get().machine() : machine(kind, info),
                kind.bootedAt(info));
    }

    private Optional<MachineId> machine(EngineKind kind, Info info) throws IOException {
        Optional<MachineId> own = kind.machine(info);
        return own.isPresent() ? own : new MachineIdVolume(api).id();
    }

    private long disk(Info info) {
        if (engine.diskBytes().isPresent()) {
            return engine.diskBytes().getAsLong();
        }
        Path root = Path.of(Objects.requireNonNullElse(info.getDockerRootDir(), "/var/lib/docker"));
        try {
            if (engine.uri().startsWith("unix:") && Files.isDirectory(root)) {
                return Files.getFileStore(root).getUsableSpace();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the disk of the Engine '" + engine.name() + "' cannot be measured", e);
        }
        // Unknown: a job that needs disk is accepted rather than refused.
        return Long.MAX_VALUE;
    }

    private List<EngineResources.Gpu> gpus(EngineKind kind, Info info) throws IOException {
        List<EngineResources.Gpu> gpus = new ArrayList<>();
        for (GpuDeclaration.Device known : declared.devices()) {
            gpus.add(gpu(known.id(), known.model(), known.access()));
        }
        if (declared.isDetected()) {
            gpus.addAll(detected(kind));
            if (gpus.isEmpty()) {
                warnOfCdi(info);
            }
        }
        return gpus;
    }

    private EngineResources.Gpu gpu(String id, GpuModel model, GpuAccess access) {
        GpuCatalog.Entry entry = GpuCatalog.builtIn().describe(model.name(), model.memoryBytes());
        GpuNode.Device device = new GpuNode.Device(
                id, model, engine.hourlyRate().orElse(entry.hourlyRate()), access == GpuAccess.SIMULATED);
        return new EngineResources.Gpu(device, access);
    }

    /** Its CDI GPUs, which Engine 28.3 and later list. */
    public static List<String> cdi(Info info) {
        List<String> ids = new ArrayList<>();
        if (info.getRawValues().get("DiscoveredDevices") instanceof List<?> devices) {
            for (Object device : devices) {
                if (device instanceof Map<?, ?> found
                        && "cdi".equals(found.get("Source"))
                        && found.get("ID") instanceof String id
                        && id.contains("/gpu=")
                        && !id.endsWith("=all")) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** Recognised by the name of their kind only. */
    private void warnOfCdi(Info info) {
        List<String> ids = cdi(info);
        if (!ids.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the Engine '" + engine.name() + "' has the CDI devices " + ids
                            + ", but not their model: declare them with GpuSource.cdi");
        }
    }

    private List<EngineResources.Gpu> detected(EngineKind kind) throws IOException {
        for (String image : probeImages()) {
            Optional<String> table = probe(image, kind);
            if (table.isEmpty()) {
                return List.of();
            }
            List<EngineResources.Gpu> gpus =
                    table.get().lines().map(this::gpu).flatMap(Optional::stream).toList();
            if (!gpus.isEmpty()) {
                return gpus;
            }
        }
        return List.of();
    }

    /** nvidia-smi is injected into any image, but not every image has its dependencies. */
    private List<String> probeImages() throws IOException {
        if (declared.probeImage().isPresent()) {
            return List.of(declared.probeImage().get());
        }
        return api.images().stream()
                .sorted(Comparator.comparingLong(image -> Objects.requireNonNullElse(image.getSize(), 0L)))
                .map(Image::getId)
                .filter(Objects::nonNull)
                .limit(MAX_PROBES)
                .toList();
    }

    /** A GPU by a line of nvidia-smi; empty for any other line. */
    public Optional<EngineResources.Gpu> gpu(String line) {
        String[] fields = line.split(", *");
        try {
            long bytes = Long.parseLong(fields[3].strip()) * MIB;
            GpuModel model = GpuCatalog.builtIn().describe(fields[2], bytes).model();
            return Optional.of(gpu(fields[1], model, GpuAccess.NVIDIA));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "the Engine '" + engine.name() + "' has no GPU in: " + line, e);
            return Optional.empty();
        }
    }

    /** The output of nvidia-smi there; empty if the Engine cannot give a container such a GPU. */
    private Optional<String> probe(String image, EngineKind kind) throws IOException {
        String container = "jobgrid-probe-" + Long.toHexString(System.nanoTime());
        try {
            api.create(container, image, (config, host) -> probe(config, host, kind));
            api.start(container);
            api.await(container, Duration.ofSeconds(30), new Cancellation());
            return Optional.of(output(container));
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "the Engine '" + engine.name() + "' shows no NVIDIA GPU", e);
            return ExitClassifier.isNoDriver(e) ? Optional.empty() : Optional.of("");
        } finally {
            api.remove(container);
        }
    }

    private void probe(CreateContainerCmd config, HostConfig host, EngineKind kind) {
        config.withEntrypoint("nvidia-smi", QUERY, "--format=csv,noheader,nounits")
                .withCmd()
                .withLabels(ProbeContainers.labels(clock.instant()));
        host.withNetworkMode("none").withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges"));
        GpuAccess.askAllNvidia(host, kind);
    }

    private String output(String container) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        api.tail(container, MAX_GPUS, (stream, bytes, from, to) -> {
            int text = LogFrames.afterTimestamp(bytes, from, to);
            out.write(bytes, text, to - text);
        });
        return out.toString(StandardCharsets.UTF_8);
    }
}
