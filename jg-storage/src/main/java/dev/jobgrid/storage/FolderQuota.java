package dev.jobgrid.storage;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.BlobStoreFullException;
import java.io.IOException;
import java.time.Duration;

/**
 * How many bytes a folder may hold. Counts what this process adds and takes away, and all files anew now and then: what
 * other processes add in between can pass the bound. Thread-safe.
 */
final class FolderQuota {
    private static final long COUNTED_FOR = Duration.ofMinutes(5).toNanos();

    private final Object lock = new Object();
    private final long bound;
    private final Counting counting;
    private long used;
    private long countedAt;

    /** Counts the bytes of all files. */
    @FunctionalInterface
    interface Counting {
        long bytes() throws IOException;
    }

    FolderQuota(long bound, Counting counting) throws IOException {
        this.bound = bound;
        this.counting = counting;
        used = counting.bytes();
        countedAt = System.nanoTime();
    }

    /**
     * Takes room for more bytes.
     *
     * @throws BlobStoreFullException if there is none; nothing is taken then
     */
    void take(long bytes) throws IOException {
        synchronized (lock) {
            boolean old = System.nanoTime() - countedAt > COUNTED_FOR;
            if (old) {
                used = counting.bytes();
                countedAt = System.nanoTime();
            }
            if (bytes > bound - used) {
                throw new BlobStoreFullException("files take " + used + " of the " + bound
                        + " bytes that they may take in all; let go of old ones, or allow more");
            }
            used += bytes;
        }
    }

    /** The room on a disk, as far as the quota lets it be used. */
    DiskSpace within(DiskSpace disk) {
        synchronized (lock) {
            return new DiskSpace(
                    disk.name(),
                    Math.max(0, Math.min(disk.freeBytes(), bound - used)),
                    Math.min(disk.totalBytes(), bound));
        }
    }

    void giveBack(long bytes) {
        synchronized (lock) {
            used -= bytes;
        }
    }
}
