package dev.jobgrid.server.cli;

import dev.jobgrid.executor.docker.GpuSource;
import dev.jobgrid.executor.process.SimulatedGpu;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GPUs of an Engine that are declared. Pure. */
final class DeclaredGpus {
    private static final String SIMULATED = "simulate-gpu";

    /** The option that declares them. */
    static final Set<String> KINDS = Set.of(SIMULATED, "nvidia", "cdi", "rocm");

    private static final Pattern GPU = Pattern.compile("([^:]{1,100}):([0-9]{1,4}):([^:]{1,200})");

    private DeclaredGpus() {}

    /** From the texts by their kind, of which there is one at least. */
    static GpuSource of(Map<String, List<String>> gpus) {
        if (gpus.size() > 1) {
            throw new IllegalArgumentException(
                    "the GPUs of an Engine are all of one kind, and not " + String.join(" and ", gpus.keySet()));
        }
        String kind = gpus.keySet().iterator().next();
        List<String> texts = gpus.getOrDefault(kind, List.of());
        return kind.equals(SIMULATED)
                ? GpuSource.simulated(texts.stream().map(SimulatedGpu::parse).toList())
                : declared(kind, texts);
    }

    private static GpuSource declared(String kind, List<String> texts) {
        return texts.stream()
                .map(text -> declared(kind, text))
                .reduce(GpuSource::and)
                .orElseGet(GpuSource::none);
    }

    private static GpuSource declared(String kind, String text) {
        Matcher gpu = GPU.matcher(text);
        if (!gpu.matches() || Integer.parseInt(gpu.group(2)) < 1) {
            throw new IllegalArgumentException(kind + " is '" + text + "'; MODEL:GiB:ID is allowed, such as"
                    + " AMD Instinct MI300X:192:/dev/dri/renderD128");
        }
        String model = gpu.group(1);
        int gib = Integer.parseInt(gpu.group(2));
        String id = gpu.group(3);
        return switch (kind) {
            case "nvidia" -> GpuSource.nvidia(model, gib, id);
            case "cdi" -> GpuSource.cdi(model, gib, id);
            default -> GpuSource.rocm(model, gib, id);
        };
    }
}
