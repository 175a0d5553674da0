package dev.jobgrid.samples.server;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.mcp.jwt.JwtSettings;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is reached, and by whom.
 *
 * @param publicUrl where clients reach it, if not at the address that it listens on
 * @param serviceKey by which a gateway may ask who holds a token
 * @param pages which web pages may call
 * @param tokens which tokens of an identity provider are taken, beside API keys
 */
public record Access(Optional<URI> publicUrl, Optional<Secret> serviceKey, Pages pages, Optional<JwtSettings> tokens) {
    /** At its own address, by those who have an API key. */
    public static final Access DEFAULT = new Access(Optional.empty(), Optional.empty(), Pages.NONE, Optional.empty());

    /**
     * Web pages of others.
     *
     * @param hosts names of the server, beside localhost and the public URL's, by which agents may reach it
     * @param origins pages that may call it: {@code https://portal.example.com}
     */
    public record Pages(Set<String> hosts, Set<String> origins) {
        /** Pages of this machine only. */
        public static final Pages NONE = new Pages(Set.of(), Set.of());

        /** Copies the sets. */
        public Pages {
            hosts = Set.copyOf(hosts);
            origins = Set.copyOf(origins);
        }
    }
}
