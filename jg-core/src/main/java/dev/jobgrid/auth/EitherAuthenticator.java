package dev.jobgrid.auth;

import java.time.Instant;
import java.util.Optional;

/** Tries one authenticator, then the other if the first finds no caller. */
record EitherAuthenticator(Authenticator first, Authenticator second) implements Authenticator {
    @Override
    public Optional<Caller> authenticate(String token) {
        return first.authenticate(token).or(() -> second.authenticate(token));
    }

    @Override
    public Optional<Caller> authenticate(String token, String clientAddress) {
        return first.authenticate(token, clientAddress).or(() -> second.authenticate(token, clientAddress));
    }

    @Override
    public Optional<Instant> expiry(String token) {
        return first.expiry(token).or(() -> second.expiry(token));
    }
}
