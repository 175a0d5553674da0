package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.spi.GpuNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what an Engine has. Blocks. */
final class Survey {
    private static final System.Logger LOG = System.getLogger(Survey.class.getName());
    private static final long MIB = 1L << 20;
    private static final Map<String, String> ARCHITECTURES =
            Map.of("x86_64", "amd64", "aarch64", "arm64", "armv7l", "arm", "i386", "386", "i686", "386");
    private static final String QUERY = "--query-gpu=index,uuid,name,memory.total";

    private final DockerEngine engine;
    private final EngineApi api;

    Survey(DockerEngine engine, EngineApi api) {
        this.engine = engine;
        this.api = api;
    }

    Inventory take() throws IOException {
        JsonNode info = api.info();
        String architecture = info.path("Architecture").asText();
        return new Inventory(
                gpus(info),
                Math.max(1, info.path("NCPU").asInt()),
                info.path("MemTotal").asLong(),
                ARCHITECTURES.getOrDefault(architecture, architecture),
                disk(info));
    }

    private long disk(JsonNode info) {
        if (engine.diskBytes().isPresent()) {
            return engine.diskBytes().getAsLong();
        }
        Path root = Path.of(info.path("DockerRootDir").asText("/var/lib/docker"));
        try {
            if (engine.uri().startsWith("unix:") && Files.isDirectory(root)) {
                return Files.getFileStore(root).getUsableSpace();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the disk of the Engine '" + engine.name() + "' cannot be seen", e);
        }
        // Not known: a job that needs disk is let through rather than turned down.
        return Long.MAX_VALUE;
    }

    private List<Inventory.Gpu> gpus(JsonNode info) throws IOException {
        List<Inventory.Gpu> gpus = new ArrayList<>();
        for (GpuSource.Known known : engine.gpus().known()) {
            gpus.add(gpu(known.id(), known.model(), known.access()));
        }
        if (engine.gpus().isDetected()) {
            Optional<String> probe = engine.gpus().probeImage();
            gpus.addAll(probe.isPresent() ? probed(probe.get()) : cdi(info));
        }
        return gpus;
    }

    private Inventory.Gpu gpu(String id, GpuModel model, GpuAccess access) {
        GpuCatalog.Entry entry = GpuCatalog.builtIn().describe(model.name(), model.memoryBytes());
        GpuNode.Device device = new GpuNode.Device(
                id, model, engine.hourlyRate().orElse(entry.hourlyRate()), access == GpuAccess.SIMULATED);
        return new Inventory.Gpu(device, access);
    }

    /** Engine 28.3 and later list their CDI devices; what they are is told by the name of their kind only. */
    private List<Inventory.Gpu> cdi(JsonNode info) {
        List<Inventory.Gpu> gpus = new ArrayList<>();
        for (JsonNode found : info.path("DiscoveredDevices")) {
            String id = found.path("ID").asText();
            boolean isGpu = id.contains("/gpu=") && !id.endsWith("=all");
            if (found.path("Source").asText().equals("cdi") && isGpu) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "the Engine '" + engine.name() + "' has the CDI device " + id
                                + ", but not its model: declare it with GpuSource.cdi, or name a probe image");
            }
        }
        return gpus;
    }

    private List<Inventory.Gpu> probed(String image) throws IOException {
        List<Inventory.Gpu> gpus = new ArrayList<>();
        for (String line : probe(image).split("\n")) {
            String[] fields = line.split(", *");
            if (fields.length == 4) {
                long bytes = Long.parseLong(fields[3].strip()) * MIB;
                GpuModel model = GpuCatalog.builtIn().describe(fields[2], bytes).model();
                gpus.add(gpu(fields[1], model, GpuAccess.NVIDIA));
            }
        }
        return gpus;
    }

    private String probe(String image) throws IOException {
        String container = api.create("jobgrid-probe-" + Long.toHexString(System.nanoTime()), probeConfig(image));
        try {
            api.start(container);
            api.await(container, Duration.ofSeconds(30), new Cancellation());
            return output(container);
        } catch (EngineRefusalException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the Engine '" + engine.name() + "' gives containers no NVIDIA GPU: " + e.text());
            return "";
        } finally {
            api.remove(container);
        }
    }

    private static JsonNode probeConfig(String image) {
        ObjectNode config = Json.object().put("Image", image);
        config.putArray("Entrypoint").add("nvidia-smi").add(QUERY).add("--format=csv,noheader,nounits");
        config.putArray("Cmd");
        ObjectNode host = config.putObject("HostConfig").put("NetworkMode", "none");
        ObjectNode request = host.putArray("DeviceRequests")
                .addObject()
                .put("Driver", "nvidia")
                .put("Count", -1);
        request.putArray("Capabilities").addArray().add("gpu").add("utility");
        return config;
    }

    private String output(String container) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EngineAnswer answer = api.logs(container, "follow=0")) {
            new LogFrames(answer.body()).forEach((stream, bytes, from, to) -> {
                int text = LogFrames.afterTimestamp(bytes, from, to);
                out.write(bytes, text, to - text);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
