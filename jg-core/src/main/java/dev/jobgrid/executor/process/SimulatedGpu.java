package dev.jobgrid.executor.process;

import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Declared GPUs, which need not exist.
 *
 * @param model their model
 * @param count their number, 1 or more
 * @param hourlyRate the price of one per hour
 */
public record SimulatedGpu(GpuModel model, int count, Usd hourlyRate) {
    private static final int MAX_COUNT = 1024;
    private static final long GIB = 1L << 30;
    // After the model's name and colon. Possessive, so that matching takes linear time.
    private static final Pattern SIZE =
            Pattern.compile("\\s*+(\\d{1,5})\\s*+(?:GiB|GB)?+\\s*+(?:[x×*]\\s*+(\\d{1,6}))?+\\s*+");

    /** Checks the count. */
    public SimulatedGpu {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a host has 1 to " + MAX_COUNT + " GPUs, not " + count);
        }
    }

    /**
     * Reads "NVIDIA L4:24" or "NVIDIA L4:24x4": the model with its vendor, the memory of one in GiB, and how many; "×"
     * is read as "x", which every terminal can write. A model that is missing in the GPU catalog is priced by its
     * memory.
     *
     * @throws IllegalArgumentException if the text is of another form, or a number is out of bounds
     */
    public static SimulatedGpu parse(String text) {
        int colon = text.lastIndexOf(':');
        String name = text.substring(0, Math.max(0, colon)).strip();
        Matcher size = SIZE.matcher(text.substring(colon + 1));
        if (name.isEmpty() || !size.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a GPU: write the model, its memory in GiB and how many, like"
                            + " \"NVIDIA L4:24\" or \"NVIDIA L4:24x4\"");
        }
        int gib = Integer.parseInt(size.group(1));
        if (gib < 1 || gib > 4096) {
            throw new IllegalArgumentException("'" + text + "': a GPU has 1 to 4096 GiB of memory, not " + gib);
        }
        int count = size.group(2) == null ? 1 : Integer.parseInt(size.group(2));
        GpuCatalog.Entry known = GpuCatalog.builtIn().describe(name, gib * GIB);
        return new SimulatedGpu(known.model(), count, known.hourlyRate());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s:%dx%d", model.name(), model.memoryBytes() / GIB, count);
    }
}
