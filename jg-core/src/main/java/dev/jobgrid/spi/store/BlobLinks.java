package dev.jobgrid.spi.store;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Pre-signed addresses of a blob store, by which clients transfer bytes without the grid. Anyone with such an address
 * may use it until it expires, so it must not be logged. Thread-safe.
 */
public interface BlobLinks {
    /** An address to PUT bytes to, replacing any there. It can be used repeatedly until it expires. */
    URI put(BlobKey key, Duration validFor);

    /**
     * An address to GET bytes from.
     *
     * @param as the response headers for the client
     */
    URI get(BlobKey key, Download as, Duration validFor);

    /** The bytes that a client has sent, if any. */
    Optional<Arrived> arrived(BlobKey key) throws IOException;

    /**
     * Moves uploaded bytes out of the client's reach.
     *
     * @param what the bytes as inspected: later ones are not moved
     * @param to their new key
     * @throws java.nio.file.NoSuchFileException if other bytes, or none, are there now
     */
    Blob keep(BlobKey from, Arrived what, BlobKey to) throws IOException;

    /**
     * Response headers for bytes that a client fetches.
     *
     * @param disposition value of the header Content-Disposition
     * @param contentType their media type
     */
    record Download(String disposition, String contentType) {}

    /**
     * Bytes that a client has sent.
     *
     * @param sizeBytes their size
     * @param etag the blob store's ETag, as the client got it; without quotes
     */
    record Arrived(long sizeBytes, String etag) {}
}
