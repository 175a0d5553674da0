package dev.jobgrid.http;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.FileLinks;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Addresses of this adapter's own routes. Thread-safe. */
record SignedLinks(BlobUrls urls, Duration lifetime, InstantSource clock) implements FileLinks {
    @Override
    public URI upload(URI base, JobInput slot) {
        return URI.create(urls.upload(base.toString(), slot));
    }

    @Override
    public URI complete(URI base, JobInput slot) {
        return URI.create(urls.complete(base.toString(), slot));
    }

    @Override
    public Link download(URI base, Artifact artifact) {
        Instant expires = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        return new Link(URI.create(urls.download(base.toString(), artifact, expires)), expires);
    }
}
