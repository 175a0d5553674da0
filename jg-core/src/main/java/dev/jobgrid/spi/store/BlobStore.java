package dev.jobgrid.spi.store;

import dev.jobgrid.monitor.DiskSpace;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stores bytes of any size by key. Never holds a whole blob in memory. Thread-safe; all methods block. */
public interface BlobStore {
    /**
     * Stores all bytes of the stream under the key, durably, replacing any that were there; a reader sees the old bytes
     * or the new ones, never a part. Does not close the stream.
     *
     * @throws BlobTooLargeException if the stream has more than {@code limitBytes}; nothing changes then
     * @throws BlobStoreFullException if there is no space; nothing changes then
     * @throws BlobStoreRefusedException if the store refuses them, with its reason; nothing changes then
     * @throws IOException if the stream or the store fails; nothing changes then
     */
    Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException;

    /**
     * Opens stored bytes for reading.
     *
     * @param offset first byte, 0 or more
     * @param length the most bytes to read
     * @throws java.nio.file.NoSuchFileException if there are none under the key
     */
    InputStream open(BlobKey key, long offset, long length) throws IOException;

    /** The size of the bytes under the key, if any. */
    Optional<Long> size(BlobKey key) throws IOException;

    /** Deletes the bytes under the key, if any. */
    void delete(BlobKey key) throws IOException;

    /**
     * A page of stored blobs, in a stable order of the store's own. Blobs stored or deleted meanwhile may be missing.
     *
     * @param after {@code next} of the page before; empty for the first page
     * @param limit about the most blobs, 1 or more
     */
    Page list(String after, int limit) throws IOException;

    /** Disk space for blobs, if the store is bounded by a disk or a quota. Named "blobs". */
    default Optional<DiskSpace> disk() {
        return Optional.empty();
    }

    /** Pre-signed addresses, if the store has them. */
    default Optional<BlobLinks> links() {
        return Optional.empty();
    }

    /**
     * Stored bytes.
     *
     * @param key their key
     * @param sizeBytes their size
     * @param stored when they were stored, or when that began, by the store's clock
     */
    record Listed(BlobKey key, long sizeBytes, Instant stored) {}

    /**
     * A page of stored blobs.
     *
     * @param blobs may be empty although more follow
     * @param next where the next page starts, if there may be one
     */
    record Page(List<Listed> blobs, Optional<String> next) {
        /** Copies the list. */
        public Page {
            blobs = List.copyOf(blobs);
        }
    }
}
