package dev.jobgrid.wire.response;

import dev.jobgrid.artifacts.Artifact;
import java.time.Instant;

/** The answer to {@code POST …/artifacts/{artifact_id}/download} (reference §09). Its address lets anyone in: never log it. */
public record DownloadJson(ArtifactJson artifact, String url, Instant expiresAt) {
    /** An artifact, and the absolute address from which it can be had until then. */
    public static DownloadJson of(Artifact artifact, String url, Instant expiresAt) {
        return new DownloadJson(ArtifactJson.of(artifact), url, expiresAt);
    }

    /** Without the address, which is a secret. */
    @Override
    public String toString() {
        return "DownloadJson[" + artifact.artifactId() + "]";
    }
}
