package dev.jobgrid.server;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.auth.jwt.JwtSettings;
import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.TrustedProxies;
import dev.jobgrid.submit.AdmissionLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is reached, by whom, and how much they may hand in.
 *
 * @param publicUrl where clients reach it, if not at the address that it listens on
 * @param serviceKey by which a gateway may ask who holds a token
 * @param pages which web pages may call
 * @param tokens which tokens of an identity provider are taken, beside API keys
 * @param bounds how much is taken, and on whose word
 * @param tls serves by TLS only
 */
public record Access(
        Optional<URI> publicUrl,
        Optional<Secret> serviceKey,
        Pages pages,
        Optional<JwtSettings> tokens,
        Bounds bounds,
        Optional<Tls> tls) {
    /** At its own address, by those who have an API key, without other limits than those of the protocol. */
    public static final Access DEFAULT = new Access(
            Optional.empty(), Optional.empty(), Pages.NONE, Optional.empty(), Bounds.DEFAULT, Optional.empty());

    /**
     * PEM files, which are read again when they change.
     *
     * @param certificate the server's certificate, followed by those that lead to its authority
     * @param key its private key, which other users may not read
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * How much a server takes.
     *
     * @param proxies whose word counts for how a client reached them
     * @param admission how many jobs a workspace may hand in, and which
     * @param requests bounds on what clients send
     */
    public record Bounds(TrustedProxies proxies, AdmissionLimits admission, HttpLimits requests) {
        /** No proxy, and no limits but those of the protocol. */
        public static final Bounds DEFAULT = new Bounds(TrustedProxies.NONE, AdmissionLimits.NONE, HttpLimits.DEFAULT);
    }

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
