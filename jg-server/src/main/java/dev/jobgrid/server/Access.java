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
 * The access to a server: addresses, callers and limits.
 *
 * @param publicUrl the URL for clients, if it is not the address that the server listens on
 * @param serviceKey the key with which a gateway may look up the holder of a token
 * @param pages the web pages that may call
 * @param tokens the accepted tokens of an identity provider, besides API keys
 * @param bounds the limits, and the trusted proxies
 * @param tls the certificate; with it the server speaks TLS only
 * @param hasConsole whether the server has a console for browsers
 */
public record Access(
        Optional<URI> publicUrl,
        Optional<Secret> serviceKey,
        Pages pages,
        Optional<JwtSettings> tokens,
        Bounds bounds,
        Optional<Tls> tls,
        boolean hasConsole) {
    /** At its own address, with API keys only, and no limits but those of the protocol. */
    public static final Access DEFAULT = new Access(
            Optional.empty(), Optional.empty(), Pages.NONE, Optional.empty(), Bounds.DEFAULT, Optional.empty(), true);

    /**
     * PEM files, which are read again when they change.
     *
     * @param certificate the server's certificate, followed by its chain
     * @param key its private key, which other users must not be able to read
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * The limits of a server.
     *
     * @param proxies trusted proxies, which report the addresses of their clients
     * @param admission limits on the jobs of a workspace
     * @param requests limits on requests
     */
    public record Bounds(TrustedProxies proxies, AdmissionLimits admission, HttpLimits requests) {
        /** No proxy, and no limits but those of the protocol. */
        public static final Bounds DEFAULT = new Bounds(TrustedProxies.NONE, AdmissionLimits.NONE, HttpLimits.DEFAULT);
    }

    /**
     * Web pages of others.
     *
     * @param hosts host names by which agents may reach the server, besides localhost and the public URL's
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
