package dev.jobgrid.routing;

/**
 * The GPUs of an offer.
 *
 * @param total all of them, 0 or more
 * @param free those without an allocation, at most {@code total}
 */
public record GpuCapacity(int total, int free) {
    /** Checks the bounds. */
    public GpuCapacity {
        if (free < 0 || total < free) {
            throw new IllegalArgumentException("free GPUs are between 0 and all " + total + ", not " + free);
        }
    }
}
