package dev.jobgrid.artifacts;

import java.io.IOException;
import java.io.InputStream;

/**
 * An artifact's bytes.
 *
 * @param artifact the artifact
 * @param body the bytes, from the requested offset; the caller closes it
 */
public record ArtifactDownload(Artifact artifact, InputStream body) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        body.close();
    }
}
