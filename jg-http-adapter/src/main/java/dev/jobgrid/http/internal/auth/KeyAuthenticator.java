package dev.jobgrid.http.internal.auth;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.http.Authenticator;
import java.util.Optional;

/** The grid's own API keys. */
public record KeyAuthenticator(ApiKeys keys) implements Authenticator {
    @Override
    public Optional<Caller> authenticate(String token) {
        return keys.authenticate(token);
    }

    @Override
    public Optional<Caller> authenticate(String token, String clientAddress) {
        return keys.authenticate(token, clientAddress);
    }
}
