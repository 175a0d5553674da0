package dev.jobgrid.spi.executor;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file to stage before a run starts.
 *
 * @param path absolute, below {@code /workspace}
 * @param sizeBytes its size
 * @param content its bytes
 */
public record StagedFile(String path, long sizeBytes, Content content) {
    /** Bytes that can be read as often as needed. */
    @FunctionalInterface
    public interface Content {
        /** Opens the bytes from the first; the caller closes the stream. */
        InputStream open() throws IOException;
    }
}
