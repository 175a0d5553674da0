package dev.jobgrid.console.internal.text;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.GpuRequest;
import java.util.Optional;

/** The GPUs of a job as text: of its placement, else as asked for. */
public final class GpuWords {
    private GpuWords() {}

    /** In few characters, for columns: "2 × A100". */
    public static String brief(Job job) {
        Optional<Placement> placed =
                job.attempt().placement().filter(place -> !place.gpuIds().isEmpty());
        return placed.map(place ->
                        place.gpuIds().size() + " × " + brief(place.gpu().name()))
                .orElseGet(() -> brief(job.spec().gpu()));
    }

    /** What a request asks for, in few characters: "1 × any GPU", "no GPU". */
    public static String brief(GpuRequest gpu) {
        if (!gpu.asksForGpu()) {
            return gpu.cpuOnly() ? "no GPU" : "";
        }
        return gpu.gpus() + " × " + gpu.type().map(GpuWords::brief).orElse("any GPU");
    }

    /** A model without its vendor: "NVIDIA L4" is "L4". */
    public static String brief(String model) {
        for (String vendor : new String[] {"NVIDIA ", "AMD ", "Intel "}) {
            if (model.startsWith(vendor)) {
                return model.substring(vendor.length());
            }
        }
        return model;
    }

    /** In full: "2 × NVIDIA L4, 24.0 GiB each". */
    public static String whole(Job job) {
        return job.attempt()
                .placement()
                .filter(place -> !place.gpuIds().isEmpty())
                .map(place -> place.gpuIds().size() + " × " + place.gpu().name() + ", "
                        + Quantities.bytes(place.gpu().memoryBytes())
                        + (place.gpuIds().size() > 1 ? " each" : "")
                        + (place.simulated() ? ", simulated" : ""))
                .orElseGet(() -> brief(job.spec().gpu()));
    }
}
