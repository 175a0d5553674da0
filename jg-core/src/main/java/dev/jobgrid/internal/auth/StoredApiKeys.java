package dev.jobgrid.internal.auth;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.ApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API keys in the store. A key is looked up by its hash, so nothing is compared that a caller could learn from. */
public final class StoredApiKeys implements ApiKeys {
    private static final int PREFIX = 7;
    private static final int MAX_NAME = 128;
    private static final int MAX_KEY = 512;

    private final ApiKeyStore keys;
    private final InstantSource clock;

    /** Keys in this store. */
    public StoredApiKeys(ApiKeyStore keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public NewApiKey create(WorkspaceId workspace, String name, Set<Scope> scopes, Optional<Duration> lifetime) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "a key's name has " + name.length() + " characters, 1 to 128 are allowed");
        }
        if (scopes.isEmpty()) {
            throw new JobGridException(ErrorCode.INVALID_REQUEST, "a key needs at least one scope");
        }
        Instant now = clock.instant();
        Secret secret = Tokens.random("jg_");
        ApiKey key = new ApiKey(
                KeyId.random(),
                workspace,
                name,
                Tokens.sha256(secret.value()),
                secret.value().substring(0, PREFIX),
                scopes,
                now,
                lifetime.map(now::plus),
                Optional.empty());
        keys.create(key);
        return new NewApiKey(key, secret);
    }

    @Override
    public Optional<Caller> authenticate(String key) {
        if (key.length() > MAX_KEY) {
            return Optional.empty();
        }
        return keys.findBySha256(Tokens.sha256(key))
                .filter(found -> found.isValidAt(clock.instant()))
                .map(found -> new Caller(found.workspace(), found.name(), found.scopes()));
    }

    @Override
    public List<ApiKey> list(WorkspaceId workspace) {
        return keys.list(workspace);
    }

    @Override
    public boolean revoke(WorkspaceId workspace, KeyId id) {
        return keys.revoke(workspace, id, clock.instant());
    }
}
