package dev.jobgrid.testkit.storage;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.spi.store.ArtifactStore;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Artifacts by job and id. Thread-safe. */
final class MemoryArtifactStore implements ArtifactStore {
    private final Object lock = new Object();
    private final Map<JobRef, Map<ArtifactId, Artifact>> artifacts = new HashMap<>();

    @Override
    public void put(List<Artifact> more) {
        synchronized (lock) {
            more.forEach(artifact -> artifacts
                    .computeIfAbsent(artifact.job(), ref -> new HashMap<>())
                    .merge(artifact.id(), artifact, MemoryArtifactStore::later));
        }
    }

    private static Artifact later(Artifact there, Artifact fresh) {
        return fresh.attempt() < there.attempt() ? there : fresh;
    }

    @Override
    public List<Artifact> list(JobRef job) {
        synchronized (lock) {
            return artifacts.getOrDefault(job, Map.of()).values().stream()
                    .sorted(Comparator.comparing(Artifact::path))
                    .toList();
        }
    }

    long bytes(JobRef job) {
        return list(job).stream().mapToLong(Artifact::sizeBytes).sum();
    }

    void remove(JobRef job) {
        synchronized (lock) {
            artifacts.remove(job);
        }
    }

    @Override
    public Optional<Artifact> find(JobRef job, ArtifactId id) {
        synchronized (lock) {
            return Optional.ofNullable(artifacts.getOrDefault(job, Map.of()).get(id));
        }
    }
}
