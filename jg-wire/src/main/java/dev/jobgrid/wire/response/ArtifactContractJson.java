package dev.jobgrid.wire.response;

import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.job.JobSpec;
import java.util.List;

/** {@code artifact_contract}: expected artifacts of a job, and the folder that is collected (reference §06). */
record ArtifactContractJson(List<Expected> expectedArtifacts, String automaticCollectionDir) {
    record Expected(String path, String filename, boolean required) {
        static Expected of(String path) {
            return new Expected(path, path.substring(path.lastIndexOf('/') + 1), true);
        }
    }

    static ArtifactContractJson of(JobSpec spec) {
        return new ArtifactContractJson(
                spec.files().expectedArtifacts().stream().map(Expected::of).toList(), ArtifactPath.FOLDER);
    }
}
