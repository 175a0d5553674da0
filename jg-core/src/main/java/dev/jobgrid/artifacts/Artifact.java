package dev.jobgrid.artifacts;

import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that a job left under {@code /workspace/artifacts} (reference §09).
 *
 * @param job whose it is
 * @param id its name within the job
 * @param attempt which run of the job left it, 1 for the first; 0 if that is not known
 * @param path where it lay, below {@code /workspace/artifacts/}, without that
 * @param contentType media type, by the name's ending
 * @param sizeBytes bytes
 * @param sha256 their hash, lower-case hex
 * @param created when it was found
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

    /** Whether its bytes can be had. */
    public boolean isReady() {
        return uploaded.isPresent();
    }
}
