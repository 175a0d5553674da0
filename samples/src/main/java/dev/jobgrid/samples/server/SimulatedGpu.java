package dev.jobgrid.samples.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GPUs to declare where there are none.
 *
 * @param name model, as people write it
 * @param memoryBytes memory of each
 * @param count how many, 1 or more
 */
public record SimulatedGpu(String name, long memoryBytes, int count) {
    /** What a demo runs on when the machine has no GPU. */
    public static final SimulatedGpu DEFAULT = new SimulatedGpu("NVIDIA L4", 24L << 30, 1);

    private static final Pattern FORM = Pattern.compile("([^:]*[^:\\s])\\s*:\\s*([0-9]{1,4})\\s*(?:[×xX*]\\s*([0-9]{1,4}))?");

    /**
     * Reads "NVIDIA L4:24" or "NVIDIA L4:24×2": model, GiB of memory, how many.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static SimulatedGpu parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a GPU; write model:GiB or model:GiB×count, such as 'NVIDIA L4:24×2'");
        }
        int gib = Integer.parseInt(parts.group(2));
        int count = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
        if (gib == 0 || count == 0) {
            throw new IllegalArgumentException("'" + text + "' says 0; memory and count are 1 or more");
        }
        return new SimulatedGpu(parts.group(1).strip(), (long) gib << 30, count);
    }
}
