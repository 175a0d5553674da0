package dev.jobgrid.spi;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.inputs.JobInput;
import java.net.URI;
import java.time.Instant;

/**
 * Creates signed addresses that transfer bytes without a key (§05, §09): for agents, which have no key. Anyone with
 * such an address may use it until it expires, so it must not be logged. Thread-safe.
 *
 * <p>Each address begins with the base given, where clients reach the routes: "https://gpu.example.com/grid". A grid of
 * another process ({@link dev.jobgrid.JobGrid#connect}) gets its links from its server, and knows no base.
 */
public interface FileLinks {
    /** The address to PUT the bytes of a slot to; valid until the slot expires. */
    URI upload(URI base, JobInput slot);

    /** The address to complete an upload with POST, with the slot's token in the body; valid until the slot expires. */
    URI complete(URI base, JobInput slot);

    /** The address to GET an artifact's bytes from. */
    Link download(URI base, Artifact artifact);

    /**
     * An address with an expiry.
     *
     * @param url the address
     * @param expires when it stops working
     */
    record Link(URI url, Instant expires) {
        /** Without the address, which is a secret. */
        @Override
        public String toString() {
            return "Link[" + expires + "]";
        }
    }
}
