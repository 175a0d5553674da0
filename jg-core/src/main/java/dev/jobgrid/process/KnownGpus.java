package dev.jobgrid.process;

import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import java.util.Locale;

/** What is known of a GPU by its name. */
final class KnownGpus {
    private KnownGpus() {}

    static GpuModel model(String name, long memoryBytes) {
        String[] words = name.split("\\s+", 2);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isConsumer = lower.contains("geforce") || lower.contains("rtx") || lower.contains("radeon");
        return new GpuModel(
                name,
                words[0],
                words.length > 1 ? words[1] : words[0],
                isConsumer ? GpuClass.CONSUMER : GpuClass.DATACENTER,
                memoryBytes);
    }

    static Usd hourlyRate(GpuModel model) {
        return Usd.ZERO;
    }
}
