package dev.jobgrid.wire.response;

import dev.jobgrid.artifacts.Artifact;
import java.time.Instant;

/**
 * The response to {@code POST …/artifacts/{artifact_id}/download} (reference §09). Anyone can use its address: never
 * log it.
 */
public record DownloadJson(ArtifactJson artifact, String url, Instant expiresAt) {
    /** An artifact, and its absolute download address with expiry. */
    public static DownloadJson of(Artifact artifact, String url, Instant expiresAt) {
        return new DownloadJson(ArtifactJson.of(artifact), url, expiresAt);
    }

    /** Without the address, which is a secret. */
    @Override
    public String toString() {
        return "DownloadJson[" + artifact.artifactId() + "]";
    }
}
