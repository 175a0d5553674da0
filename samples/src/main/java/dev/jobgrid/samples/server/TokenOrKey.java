package dev.jobgrid.samples.server;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.http.Authenticator;
import dev.jobgrid.mcp.jwt.JwtAuthenticator;
import java.time.Instant;
import java.util.Optional;

/** Takes tokens of an identity provider, and API keys. */
record TokenOrKey(JwtAuthenticator tokens, ApiKeys keys) implements Authenticator {
    @Override
    public Optional<Caller> authenticate(String token) {
        return tokens.authenticate(token).or(() -> keys.authenticate(token));
    }

    @Override
    public Optional<Caller> authenticate(String token, String clientAddress) {
        return tokens.authenticate(token).or(() -> keys.authenticate(token, clientAddress));
    }

    @Override
    public Optional<Instant> expiry(String token) {
        return tokens.expiry(token);
    }
}
