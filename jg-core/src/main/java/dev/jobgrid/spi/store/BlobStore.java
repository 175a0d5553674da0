package dev.jobgrid.spi.store;

import dev.jobgrid.monitor.DiskSpace;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps bytes of any size by key. Never holds a blob in memory. Thread-safe; all methods block. */
public interface BlobStore {
    /**
     * Stores all bytes of the stream under the key, durably, in place of any that were there; a reader sees the old
     * bytes or the new ones, never a part. Does not close the stream.
     *
     * @throws BlobTooLargeException if more than {@code limitBytes} come; nothing changes then
     * @throws BlobStoreFullException if there is no room for them; nothing changes then
     * @throws BlobStoreRefusedException if the store does not take them, and says why; nothing changes then
     * @throws IOException if the stream or the store fails; nothing changes then
     */
    Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException;

    /**
     * Opens stored bytes for reading.
     *
     * @param offset first byte, 0 or more
     * @param length at most so many bytes
     * @throws java.nio.file.NoSuchFileException if there are none under the key
     */
    InputStream open(BlobKey key, long offset, long length) throws IOException;

    /** How many bytes are stored under the key, if any. */
    Optional<Long> size(BlobKey key) throws IOException;

    /** Forgets the bytes under the key, if any. */
    void delete(BlobKey key) throws IOException;

    /**
     * Some of what is stored, in an order of the store's own that stays the same. What is stored or deleted meanwhile may
     * be in it or not.
     *
     * @param after where to read on, as the page before says; empty for the first page
     * @param limit at most about so many, 1 or more
     */
    Page list(String after, int limit) throws IOException;

    /** The room for blobs, if the store is bounded by a disk or a quota of its own. Named "blobs". */
    default Optional<DiskSpace> disk() {
        return Optional.empty();
    }

    /** Addresses at the store itself, if it has such. */
    default Optional<BlobLinks> links() {
        return Optional.empty();
    }

    /**
     * Stored bytes.
     *
     * @param key their name
     * @param sizeBytes how many
     * @param stored when they were stored, by the store's clock; or when that began
     */
    record Listed(BlobKey key, long sizeBytes, Instant stored) {}

    /**
     * Some of what is stored.
     *
     * @param blobs may be empty although more follow
     * @param next where to read on, if there may be more
     */
    record Page(List<Listed> blobs, Optional<String> next) {
        /** Copies the list. */
        public Page {
            blobs = List.copyOf(blobs);
        }
    }
}
