package dev.jobgrid.spi;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.inputs.JobInput;
import java.net.URI;
import java.time.Instant;

/**
 * Makes addresses by which bytes are moved without a key (§05, §09): for agents, which have none to show. Whoever has such
 * an address may use it until it expires, so that it must not be logged. Thread-safe.
 *
 * <p>Each address begins with the base given, where clients reach the routes: "https://gpu.example.com/grid". A grid of
 * another process ({@link dev.jobgrid.JobGrid#connect}) has links of its own, asks its server for them, and knows no base.
 */
public interface FileLinks {
    /** Where the bytes of a slot are sent with PUT; works until the slot expires. */
    URI upload(URI base, JobInput slot);

    /** Where an upload is completed with POST, with the slot's token in the body; works until the slot expires. */
    URI complete(URI base, JobInput slot);

    /** Where an artifact's bytes are had with GET. */
    Link download(URI base, Artifact artifact);

    /**
     * An address that works for a while.
     *
     * @param url the address
     * @param expires when it stops to work
     */
    record Link(URI url, Instant expires) {
        /** Without the address, which is a secret. */
        @Override
        public String toString() {
            return "Link[" + expires + "]";
        }
    }
}
