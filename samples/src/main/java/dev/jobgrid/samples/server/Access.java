package dev.jobgrid.samples.server;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.http.HttpLimits;
import dev.jobgrid.http.TrustedProxies;
import dev.jobgrid.submit.AdmissionLimits;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is reached, by whom, and how much they may hand in.
 *
 * @param publicUrl where clients reach it, if not at the address that it listens on
 * @param serviceKey by which a gateway may ask who holds a token
 * @param callers whom it believes and answers
 * @param admission how many jobs a workspace may hand in, and which
 * @param limits bounds on what clients send
 */
public record Access(
        Optional<URI> publicUrl,
        Optional<Secret> serviceKey,
        Callers callers,
        AdmissionLimits admission,
        HttpLimits limits) {
    /** At its own address, by those who have an API key, without other limits than those of the protocol. */
    public static final Access DEFAULT =
            new Access(Optional.empty(), Optional.empty(), Callers.DEFAULT, AdmissionLimits.NONE, HttpLimits.DEFAULT);

    /**
     * Whom a server believes and answers.
     *
     * @param proxies whose word counts for how a client reached them
     * @param origins hosts whose web pages may call it
     * @param hosts names that agents' requests may have in their Host header, beside the usual ones
     */
    public record Callers(TrustedProxies proxies, Set<String> origins, List<String> hosts) {
        /** No proxy, no web page, no other name. */
        public static final Callers DEFAULT = new Callers(TrustedProxies.NONE, Set.of(), List.of());

        /** Copies the lists. */
        public Callers {
            origins = Set.copyOf(origins);
            hosts = List.copyOf(hosts);
        }
    }
}
