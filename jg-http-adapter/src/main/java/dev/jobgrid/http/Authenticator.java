package dev.jobgrid.http;

import dev.jobgrid.auth.Caller;
import java.time.Instant;
import java.util.Optional;

/** Tells who holds a bearer token (reference §02). Thread-safe. An embedder with users of its own brings its own. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Who calls with this token: empty if nobody may. Must not log it.
     *
     * @throws dev.jobgrid.errors.JobGridException if it cannot be told now, as when an identity provider is out of reach; the
     *     request is answered 503
     */
    Optional<Caller> authenticate(String token);

    /**
     * Who calls with this token from this address, which is the client's, or the last one that no trusted proxy vouches
     * for. Overrides the plain form where the address counts.
     */
    default Optional<Caller> authenticate(String token, String clientAddress) {
        return authenticate(token);
    }

    /** When a token expires for which there is a caller, as gateways are told; empty if it does not, or nobody knows. */
    default Optional<Instant> expiry(String token) {
        return Optional.empty();
    }
}
