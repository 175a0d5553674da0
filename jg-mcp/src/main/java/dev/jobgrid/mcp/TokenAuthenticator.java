package dev.jobgrid.mcp;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import java.util.Optional;

/**
 * Tells who holds a bearer token: an API key (§02), or a token of the embedder's identity provider, see
 * {@link dev.jobgrid.mcp.jwt.JwtAuthenticator}. Thread-safe.
 */
@FunctionalInterface
public interface TokenAuthenticator {
    /**
     * Who calls with this token: empty if nobody may. Must not log it. May block.
     *
     * @throws dev.jobgrid.errors.JobGridException if it cannot be told now, as when an identity provider is out of reach
     */
    Optional<Caller> authenticate(String token);

    /**
     * Who calls with this token from this address, which is the request's {@code getRemoteAddr()}. Overrides the plain form
     * where the address counts, as for API keys.
     *
     * @throws dev.jobgrid.errors.JobGridException if it cannot be told now
     */
    default Optional<Caller> authenticate(String token, String clientAddress) {
        return authenticate(token);
    }

    /** API keys, also those that are bound to addresses. */
    static TokenAuthenticator of(ApiKeys keys) {
        return new GridKeys(() -> keys);
    }

    /** Asks this one, and if it knows nobody, the other. */
    default TokenAuthenticator or(TokenAuthenticator other) {
        return new EitherAuthenticator(this, other);
    }
}
