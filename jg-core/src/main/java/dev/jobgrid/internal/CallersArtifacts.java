package dev.jobgrid.internal;

import dev.jobgrid.Artifacts;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.submit.GridPart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Artifacts of a job of a caller's workspace. Thread-safe. */
record CallersArtifacts(Rights rights, JobId job) implements Artifacts {
    @Override
    public List<Artifact> list() {
        rights.allowReads();
        return rights.services().monitor().artifacts(rights.ref(job));
    }

    /** Asked for links, too: a link that fails during maintenance would report it too late. */
    private void allowFiles() {
        rights.allowReads();
        rights.services().maintenance().check(GridPart.ARTIFACTS);
    }

    @Override
    public Artifact get(ArtifactId id) {
        allowFiles();
        return rights.services().monitor().artifact(rights.ref(job), id);
    }

    @Override
    public ArtifactDownload open(ArtifactId id, long offset) {
        allowFiles();
        return rights.services().monitor().download(rights.ref(job), id, offset);
    }

    @Override
    public Optional<FileLinks.Link> link(ArtifactId id, Duration validFor) {
        allowFiles();
        return rights.services().monitor().link(rights.ref(job), id, validFor);
    }
}
