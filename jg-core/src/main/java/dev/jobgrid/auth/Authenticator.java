package dev.jobgrid.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the caller of a bearer token (reference §02), for the HTTP and the MCP adapter. {@link #of} uses the grid's API
 * keys; an embedder with its own users implements one, and combines the two where both are accepted:
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
     * @throws dev.jobgrid.errors.JobGridException if this cannot be decided now, as when an identity provider is
     *     unreachable; the response is 503
     */
    Optional<Caller> authenticate(String token);

    /**
     * The caller with this token from this address, which is the client's, or the last one not vouched for by a trusted
     * proxy. Override it where the address matters, as for API keys bound to addresses.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #authenticate(String)}
     */
    default Optional<Caller> authenticate(String token, String clientAddress) {
        return authenticate(token);
    }

    /**
     * When a valid token expires, for gateways; empty if it does not expire, or this is unknown.
     *
     * @throws dev.jobgrid.errors.JobGridException as {@link #authenticate(String)}
     */
    default Optional<Instant> expiry(String token) {
        return Optional.empty();
    }

    /** Authenticates by API keys, including those bound to addresses. The supplier is called for each token. */
    static Authenticator of(Supplier<ApiKeys> keys) {
        return new ApiKeyAuthenticator(keys);
    }

    /** Tries this one, then the other if this one finds no caller. */
    default Authenticator or(Authenticator other) {
        return new EitherAuthenticator(this, other);
    }
}
