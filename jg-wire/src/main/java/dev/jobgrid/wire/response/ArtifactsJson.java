package dev.jobgrid.wire.response;

import dev.jobgrid.artifacts.Artifact;
import java.util.List;

/** The response to {@code GET /v1/jobs/{job_id}/artifacts} (reference §09). */
public record ArtifactsJson(List<ArtifactJson> artifacts) {
    /** Artifacts of a job, in the order given. */
    public static ArtifactsJson of(List<Artifact> artifacts) {
        return new ArtifactsJson(artifacts.stream().map(ArtifactJson::of).toList());
    }
}
