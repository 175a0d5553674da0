package dev.jobgrid.spi.executor;

import java.io.IOException;
import java.io.InputStream;

/** Receives the artifacts of a run. */
@FunctionalInterface
public interface ArtifactSink {
    /**
     * Receives one regular file; reads the stream to its end, or not at all, and does not close it.
     *
     * @param path below {@code /workspace/artifacts}, as the run wrote it: the sink normalises and validates it
     * @param sizeBytes its size when it was listed
     * @throws IOException if the file cannot be stored, or there are more or larger ones than allowed; the executor
     *     stops collecting then
     */
    void accept(String path, long sizeBytes, InputStream body) throws IOException;
}
