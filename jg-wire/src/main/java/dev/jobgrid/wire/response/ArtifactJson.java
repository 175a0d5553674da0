package dev.jobgrid.wire.response;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactPath;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One artifact, in a list and beside its download address (reference §09). */
record ArtifactJson(
        String artifactId,
        String jobId,
        String filename,
        String path,
        String contentType,
        long sizeBytes,
        String sha256,
        String status,
        boolean ready,
        Instant createdAt,
        @Nullable Instant uploadedAt,
        int attempt) {
    static ArtifactJson of(Artifact artifact) {
        return new ArtifactJson(
                artifact.id().value(),
                artifact.job().id().value(),
                artifact.filename(),
                ArtifactPath.FOLDER + "/" + artifact.path(),
                artifact.contentType(),
                artifact.sizeBytes(),
                artifact.sha256(),
                artifact.isReady() ? "ready" : "pending",
                artifact.isReady(),
                artifact.created(),
                artifact.uploaded().orElse(null),
                artifact.attempt());
    }
}
