package dev.jobgrid.storage.blobs;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.store.BlobStoreFullException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * How many bytes a folder may hold. Counts what this process adds and takes away, and now and then, beside the callers, all
 * files anew: what other processes add in between can pass the bound. Thread-safe.
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

    /** Counts once before it returns, and later in short-lived threads of its own. */
    FolderQuota(long bound, Counting counting) throws IOException {
        this(bound, counting, FolderQuota::inThread, System::nanoTime);
    }

    /**
     * As {@link #FolderQuota(long, Counting)}.
     *
     * @param beside runs later counts
     * @param nanoTime tells when they are due
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
     * Takes room for more bytes.
     *
     * @throws BlobStoreFullException if there is none; nothing is taken then
     */
    void take(long bytes) throws IOException {
        if (claimCount()) {
            beginCount();
        }
        synchronized (lock) {
            if (bytes > bound - used) {
                throw new BlobStoreFullException("files take " + used + " of the " + bound
                        + " bytes that they may take in all; let go of old ones, or allow more");
            }
            used += bytes;
            taken += bytes;
        }
    }

    /** At most one caller is told to count. */
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
            LOG.log(
                    Level.WARNING,
                    "there is no thread to count the bytes of the blob folder; the last count stands",
                    e);
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
                // A count sees any part of what this process did meanwhile; what lies beyond all of it, others did.
                long least = before - (givenBack - givenBackBefore);
                long most = before + (taken - takenBefore);
                used += counted - Math.max(least, Math.min(counted, most));
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "the bytes of the blob folder could not be counted anew; the last count stands", e);
        } finally {
            counted();
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
            givenBack += bytes;
        }
    }
}
