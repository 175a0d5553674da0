package dev.jobgrid;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.spi.FileLinks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Files that a job left (§09). Thread-safe; all methods block on the store.
 *
 * <p>They throw {@link dev.jobgrid.errors.JobGridException}: FORBIDDEN if the caller lacks the scope, NOT_FOUND if the
 * caller's workspace has no such job or artifact, and all but {@link #list} ARTIFACTS_UNAVAILABLE while artifacts are
 * closed for maintenance.
 */
public interface Artifacts {
    /** The artifacts of the job, by path. */
    List<Artifact> list();

    /** One artifact of the job, for download. */
    Artifact get(ArtifactId id);

    /**
     * Opens an artifact for reading from an offset; the caller closes it.
     *
     * @throws dev.jobgrid.errors.JobGridException ARTIFACT_NOT_READY if its bytes are not stored, INVALID_REQUEST if the
     *     offset lies outside it
     */
    ArtifactDownload open(ArtifactId id, long offset);

    /** Opens an artifact for reading; the caller closes it. */
    default ArtifactDownload open(ArtifactId id) {
        return open(id, 0);
    }

    /**
     * The address to GET the bytes from directly in the blob store, where that has such addresses.
     *
     * @param validFor how long the address is valid, 1 second to 7 days
     * @throws dev.jobgrid.errors.JobGridException as {@link #open(ArtifactId, long)}
     */
    default Optional<FileLinks.Link> link(ArtifactId id, Duration validFor) {
        return Optional.empty();
    }
}
