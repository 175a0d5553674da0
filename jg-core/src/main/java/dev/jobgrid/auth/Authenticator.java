package dev.jobgrid.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the caller of a bearer token (reference §02), for the HTTP and the MCP adapter. The grid's API keys are one
 * ({@link #of}); an embedder with users of its own brings its own, and combines the two where both are taken:
 *
 * <pre>{@code
 * Authenticator callers = tokens.or(Authenticator.of(grid::apiKeys));
 * }</pre>
 *
 * <p>Thread-safe; may block.
 */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller with this token; empty if there is none. Must not log the token.
     *
     * @throws dev.jobgrid.errors.JobGridException if this cannot be decided now, as when an identity provider is out of
     *     reach; the request is answered 503
     */
    Optional<Caller> authenticate(String token);

    /**
     * The caller with this token from this address, which is the client's, or the last one that no trusted proxy vouches for.
     * Override it where the address counts, as it does for API keys that are bound to some.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #authenticate(String)}
     */
    default Optional<Caller> authenticate(String token, String clientAddress) {
        return authenticate(token);
    }

    /**
     * When a token that has a caller expires, as gateways are told; empty if it does not expire, or this is not known.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #authenticate(String)}
     */
    default Optional<Instant> expiry(String token) {
        return Optional.empty();
    }

    /** API keys, also those that are bound to addresses. The supplier is called for each token. */
    static Authenticator of(Supplier<ApiKeys> keys) {
        return new ApiKeyAuthenticator(keys);
    }

    /** Asks this one, and the other if this one finds no caller. */
    default Authenticator or(Authenticator other) {
        return new EitherAuthenticator(this, other);
    }
}
