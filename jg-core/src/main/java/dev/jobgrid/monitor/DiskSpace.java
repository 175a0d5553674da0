package dev.jobgrid.monitor;

/**
 * The disk space of a store.
 *
 * @param name what is stored there: "data", "blobs"
 * @param freeBytes free bytes
 * @param totalBytes total bytes
 */
public record DiskSpace(String name, long freeBytes, long totalBytes) {
    private static final long AMPLE_BYTES = 1L << 30;
    private static final int PART = 20;

    /** Whether an operator should free space soon: less than a twentieth is free, and less than 1 GiB. */
    public boolean isLow() {
        return freeBytes < Math.min(AMPLE_BYTES, totalBytes / PART);
    }
}
