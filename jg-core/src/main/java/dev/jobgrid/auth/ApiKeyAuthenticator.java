package dev.jobgrid.auth;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Authenticates by the API keys of a grid. The supplier is called for each token, since a remote grid has no API keys.
 */
record ApiKeyAuthenticator(Supplier<ApiKeys> keys) implements Authenticator {
    @Override
    public Optional<Caller> authenticate(String token) {
        return keys.get().authenticate(token);
    }

    @Override
    public Optional<Caller> authenticate(String token, String clientAddress) {
        return keys.get().authenticate(token, clientAddress);
    }
}
