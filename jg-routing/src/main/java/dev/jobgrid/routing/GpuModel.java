package dev.jobgrid.routing;

/**
 * A model of GPU.
 *
 * @param name the vendor's name, with the vendor: "NVIDIA L4"
 * @param vendor "NVIDIA", "AMD", …
 * @param family architecture, or common name of the line: "Ada", "Hopper", "MI300"
 * @param gpuClass market class
 * @param memoryBytes memory of one GPU, over 0
 */
public record GpuModel(String name, String vendor, String family, GpuClass gpuClass, long memoryBytes) {
    private static final long GIB = 1L << 30;

    /** Checks that the model has a name and memory. */
    public GpuModel {
        if (name.isBlank() || memoryBytes <= 0) {
            throw new IllegalArgumentException("a GPU model has a name and memory, not '" + name + "', " + memoryBytes);
        }
    }

    /** The rough power of this model, by its memory. */
    public GpuTier tier() {
        long gib = gibibytes();
        if (gib <= 16) {
            return GpuTier.ENTRY;
        }
        if (gib < 40) {
            return GpuTier.MID;
        }
        return gib < 80 ? GpuTier.HIGH : GpuTier.FLAGSHIP;
    }

    /** Memory to the nearest GiB, because drivers report less than is sold: 79.6 for an "80 GB" H100. */
    long gibibytes() {
        return memoryBytes / GIB + (memoryBytes % GIB >= GIB / 2 ? 1 : 0);
    }
}
