package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.FileLinks;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Pre-signed addresses of the blob store, if it has them, so that bytes bypass this process; else of this adapter's own
 * routes. Thread-safe.
 */
record SignedLinks(JobGrid grid, BlobUrls urls, Duration lifetime, InstantSource clock) implements FileLinks {
    @Override
    public URI upload(URI base, JobInput slot) {
        return as(slot.workspace(), Scope.JOBS_SUBMIT)
                .inputs()
                .link(slot.id())
                .map(Link::url)
                .orElseGet(() -> URI.create(urls.upload(base.toString(), slot)));
    }

    @Override
    public URI complete(URI base, JobInput slot) {
        return URI.create(urls.complete(base.toString(), slot));
    }

    @Override
    public Link download(URI base, Artifact artifact) {
        return as(artifact.job().workspace(), Scope.JOBS_READ)
                .artifacts(artifact.job().id())
                .link(artifact.id(), lifetime)
                .orElseGet(() -> own(base, artifact));
    }

    private Link own(URI base, Artifact artifact) {
        Instant expires = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        return new Link(URI.create(urls.download(base.toString(), artifact, expires)), expires);
    }

    private JobGrid as(WorkspaceId workspace, Scope scope) {
        return grid.as(new Caller(workspace, "signed-url", Set.of(scope)));
    }
}
