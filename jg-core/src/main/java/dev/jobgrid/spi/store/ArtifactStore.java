package dev.jobgrid.spi.store;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import java.util.List;
import java.util.Optional;

/** Stores the metadata of artifacts. Thread-safe; all methods block on the store. */
public interface ArtifactStore {
    /**
     * Stores artifacts in one transaction; each replaces one with the same job and id, unless that is of a later
     * attempt.
     */
    void put(List<Artifact> artifacts);

    /** Artifacts of a job, by path. */
    List<Artifact> list(JobRef job);

    /** The artifact, if the job has it. */
    Optional<Artifact> find(JobRef job, ArtifactId id);
}
