package dev.jobgrid.mcp;

import dev.jobgrid.auth.Caller;
import java.util.Optional;

/** Asks one, and if it knows nobody, the other. */
record EitherAuthenticator(TokenAuthenticator first, TokenAuthenticator second) implements TokenAuthenticator {
    @Override
    public Optional<Caller> authenticate(String token) {
        return first.authenticate(token).or(() -> second.authenticate(token));
    }

    @Override
    public Optional<Caller> authenticate(String token, String clientAddress) {
        return first.authenticate(token, clientAddress).or(() -> second.authenticate(token, clientAddress));
    }
}
