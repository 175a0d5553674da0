package dev.jobgrid.internal.retention;

import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.DamagedBlobException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The marker blob of a store in a blob store. Its key holds the store's id, so that stores sharing a blob store see
 * each other; its text is the time since which the store may sweep orphaned blobs, or a dash while that is not settled.
 * Thread-safe.
 */
final class StoreMarker {
    private static final String FOLDER = "store/";
    private static final String UNSETTLED = "-";
    private static final int MAX_LENGTH = 64;

    private final BlobStore blobs;
    private final BlobKey key;

    StoreMarker(BlobStore blobs, String id) {
        this.blobs = blobs;
        this.key = new BlobKey(FOLDER + id);
    }

    /** Whether a key is the marker of a store, this one or another. */
    static boolean isMarker(BlobKey key) {
        return key.value().startsWith(FOLDER);
    }

    /** Whether a key is the marker of another store. */
    boolean isOther(BlobKey found) {
        return isMarker(found) && !found.equals(key);
    }

    /** Stores the marker for other stores, unsettled. */
    void announce() throws IOException {
        if (blobs.size(key).isEmpty()) {
            put(UNSETTLED);
        }
    }

    /** The time since which this store may sweep; empty if it may not yet. */
    Optional<Instant> since() throws IOException {
        try (InputStream text = blobs.open(key, 0, MAX_LENGTH)) {
            return Optional.of(Instant.parse(new String(text.readAllBytes(), StandardCharsets.US_ASCII)));
        } catch (NoSuchFileException | DamagedBlobException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Stores the time since which this store may sweep. */
    void settle(Instant since) throws IOException {
        put(since.toString());
    }

    private void put(String text) throws IOException {
        blobs.put(key, new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), MAX_LENGTH);
    }
}
