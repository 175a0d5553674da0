package dev.jobgrid.artifacts;

import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that a job wrote under {@code /workspace/artifacts} (reference §09).
 *
 * @param job its job
 * @param id its id within the job
 * @param attempt the run that wrote it, 1 for the first; 0 if unknown
 * @param path its path, below {@code /workspace/artifacts/}, without that
 * @param contentType media type, by the name's ending
 * @param sizeBytes bytes
 * @param sha256 their hash, lower-case hex
 * @param created when it was collected
 * @param uploaded when its bytes were stored; it is ready then
 */
public record Artifact(
        JobRef job,
        ArtifactId id,
        int attempt,
        String path,
        String contentType,
        long sizeBytes,
        String sha256,
        Instant created,
        Optional<Instant> uploaded) {
    /** The last segment of the path. */
    public String filename() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether its bytes can be downloaded. */
    public boolean isReady() {
        return uploaded.isPresent();
    }
}
