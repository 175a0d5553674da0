package dev.jobgrid.spi.store;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Addresses at a blob store itself, by which clients move bytes that then do not go through the grid. Whoever has such an
 * address may use it until it expires, so that it must not be logged. Thread-safe.
 */
public interface BlobLinks {
    /** Where bytes are sent with PUT, in place of any that are there. Such an address can be used again until it expires. */
    URI put(BlobKey key, Duration validFor);

    /**
     * Where bytes are had with GET.
     *
     * @param as what the client is told of them
     */
    URI get(BlobKey key, Download as, Duration validFor);

    /** What a client has sent, if it has. */
    Optional<Arrived> arrived(BlobKey key) throws IOException;

    /**
     * Takes what has arrived out of the client's reach.
     *
     * @param what as it was looked at: what was sent since is not taken
     * @param to where it lies from now on
     * @throws java.nio.file.NoSuchFileException if something else, or nothing, is there now
     */
    Blob keep(BlobKey from, Arrived what, BlobKey to) throws IOException;

    /**
     * What a client is told of bytes that it fetches.
     *
     * @param disposition as the header Content-Disposition has it
     * @param contentType their media type
     */
    record Download(String disposition, String contentType) {}

    /**
     * Bytes that a client has sent.
     *
     * @param sizeBytes how many
     * @param etag by what the blob store tells them from others, as it told the client; without quotes
     */
    record Arrived(long sizeBytes, String etag) {}
}
