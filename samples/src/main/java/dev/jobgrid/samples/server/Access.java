package dev.jobgrid.samples.server;

import dev.jobgrid.auth.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * How a server is reached, and by whom.
 *
 * @param publicUrl where clients reach it, if not at the address that it listens on
 * @param serviceKey by which a gateway may ask who holds a token
 */
public record Access(Optional<URI> publicUrl, Optional<Secret> serviceKey) {
    /** At its own address, by those who have an API key. */
    public static final Access DEFAULT = new Access(Optional.empty(), Optional.empty());
}
