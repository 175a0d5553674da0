package dev.jobgrid.wire.response;

import dev.jobgrid.artifacts.Artifact;
import java.util.List;

/** The answer to {@code GET /v1/jobs/{job_id}/artifacts} (reference §09). */
public record ArtifactsJson(List<ArtifactJson> artifacts) {
    /** What a job left, in the order given. */
    public static ArtifactsJson of(List<Artifact> artifacts) {
        return new ArtifactsJson(artifacts.stream().map(ArtifactJson::of).toList());
    }
}
