package dev.jobgrid.mcp;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.FileLinks;
import java.net.URI;
import java.time.Instant;

/** Addresses that tell what they are for, and lead nowhere. */
final class TestLinks implements FileLinks {
    @Override
    public URI upload(URI base, JobInput slot) {
        return URI.create(base + "/upload/" + slot.id());
    }

    @Override
    public URI complete(URI base, JobInput slot) {
        return URI.create(base + "/complete/" + slot.id());
    }

    @Override
    public Link download(URI base, Artifact artifact) {
        return new Link(URI.create(base + "/download/" + artifact.id()), Instant.parse("2030-01-01T00:00:00Z"));
    }
}
