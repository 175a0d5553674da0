package dev.jobgrid.storage.blobs;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.store.BlobStoreFullException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * A quota on the bytes of a folder. Counts this process's changes, and periodically recounts all files in the
 * background: additions by other processes in between can exceed the bound. Thread-safe.
 */
final class FolderQuota {
    private static final System.Logger LOG = System.getLogger(FolderQuota.class.getName());
    private static final long COUNTED_FOR = Duration.ofMinutes(5).toNanos();

    private final Object lock = new Object();
    private final long bound;
    private final Counting counting;
    private final Executor beside;
    private final LongSupplier nanoTime;
    private long used;
    private long taken;
    private long givenBack;
    private long countedAt;
    private boolean isCounting;

    /** Counts the bytes of all files. */
    @FunctionalInterface
    interface Counting {
        long bytes() throws IOException;
    }

    /** Counts once before it returns, and later in short-lived threads. */
    FolderQuota(long bound, Counting counting) throws IOException {
        this(bound, counting, FolderQuota::inThread, System::nanoTime);
    }

    /**
     * As {@link #FolderQuota(long, Counting)}.
     *
     * @param beside runs later counts
     * @param nanoTime the clock that decides when they are due
     */
    FolderQuota(long bound, Counting counting, Executor beside, LongSupplier nanoTime) throws IOException {
        this.bound = bound;
        this.counting = counting;
        this.beside = beside;
        this.nanoTime = nanoTime;
        used = counting.bytes();
        countedAt = nanoTime.getAsLong();
    }

    private static void inThread(Runnable count) {
        Thread thread = new Thread(count, "jobgrid blob count");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Reserves space for more bytes.
     *
     * @throws BlobStoreFullException if there is none; nothing is reserved then
     */
    void take(long bytes) throws IOException {
        if (claimCount()) {
            beginCount();
        }
        synchronized (lock) {
            if (bytes > bound - used) {
                throw new BlobStoreFullException("files take " + used + " of the " + bound
                        + " bytes allowed in all; remove old ones, or allow more");
            }
            used += bytes;
            taken += bytes;
        }
    }

    /** Whether a count is due; true for one caller only. */
    private boolean claimCount() {
        synchronized (lock) {
            boolean due = !isCounting && nanoTime.getAsLong() - countedAt > COUNTED_FOR;
            isCounting |= due;
            return due;
        }
    }

    private void beginCount() {
        try {
            beside.execute(this::countAnew);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.WARNING, "no thread for the recount; keeping the previous total", e);
            counted();
        }
    }

    private void counted() {
        synchronized (lock) {
            countedAt = nanoTime.getAsLong();
            isCounting = false;
        }
    }

    private void countAnew() {
        long before;
        long takenBefore;
        long givenBackBefore;
        synchronized (lock) {
            before = used;
            takenBefore = taken;
            givenBackBefore = givenBack;
        }
        try {
            long counted = counting.bytes();
            synchronized (lock) {
                // A count may include any part of this process's changes meanwhile; the rest is of other processes.
                long min = before - (givenBack - givenBackBefore);
                long max = before + (taken - takenBefore);
                used += counted - Math.max(min, Math.min(counted, max));
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "the recount of the blob folder failed; keeping the previous total", e);
        } finally {
            counted();
        }
    }

    /** The space of a disk, limited by the quota. */
    DiskSpace within(DiskSpace disk) {
        synchronized (lock) {
            return new DiskSpace(
                    disk.name(),
                    Math.max(0, Math.min(disk.freeBytes(), bound - used)),
                    Math.min(disk.totalBytes(), bound));
        }
    }

    void release(long bytes) {
        synchronized (lock) {
            used -= bytes;
            givenBack += bytes;
        }
    }
}
