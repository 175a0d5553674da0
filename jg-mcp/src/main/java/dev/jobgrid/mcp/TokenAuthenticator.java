package dev.jobgrid.mcp;

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

    /** Asks this one, and if it knows nobody, the other. */
    default TokenAuthenticator or(TokenAuthenticator other) {
        return token -> authenticate(token).or(() -> other.authenticate(token));
    }
}
