package dev.jobgrid.mcp;

import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import java.util.Optional;
import java.util.function.Supplier;

/** A grid's own API keys, asked for late: a grid of another process has none. */
record GridKeys(Supplier<ApiKeys> keys) implements TokenAuthenticator {
    @Override
    public Optional<Caller> authenticate(String token) {
        return keys.get().authenticate(token);
    }

    @Override
    public Optional<Caller> authenticate(String token, String clientAddress) {
        return keys.get().authenticate(token, clientAddress);
    }
}
