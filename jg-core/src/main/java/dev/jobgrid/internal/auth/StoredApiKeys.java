package dev.jobgrid.internal.auth;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.ApiKeys;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.auth.KeyRequest;
import dev.jobgrid.auth.NewApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.instances.CacheTtl;
import dev.jobgrid.spi.store.ApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API keys in the store. A key is looked up by its hash, so that no comparison leaks it by timing. */
public final class StoredApiKeys implements ApiKeys {
    private static final int PREFIX = 7;
    private static final int MAX_NAME = 128;
    private static final int MAX_KEY = 512;
    private static final int MAX_ADDRESSES = 32;
    private static final int MAX_AUDIT = 1000;

    private final ApiKeyStore keys;
    private final ApiKeyCache known;
    private final InstantSource clock;
    private final FailedKeys failed;

    /** Keys in this store. */
    public StoredApiKeys(ApiKeyStore keys, InstantSource clock) {
        this.keys = keys;
        known = new ApiKeyCache(keys);
        this.clock = clock;
        failed = new FailedKeys(clock, this::blocked);
    }

    @Override
    public NewApiKey create(WorkspaceId workspace, String name, Set<Scope> scopes, Optional<Duration> lifetime) {
        return create(new KeyRequest(workspace, name, scopes, lifetime, List.of()));
    }

    @Override
    public NewApiKey create(KeyRequest request) {
        check(request);
        Instant now = clock.instant();
        Secret secret = Tokens.random("jg_");
        ApiKey key = new ApiKey(
                KeyId.random(),
                request.workspace(),
                request.name(),
                Tokens.sha256(secret.value()),
                secret.value().substring(0, PREFIX),
                request.scopes(),
                request.addresses(),
                now,
                request.lifetime().map(now::plus),
                Optional.empty());
        keys.create(key);
        return new NewApiKey(key, secret);
    }

    private static void check(KeyRequest request) {
        String name = request.name();
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "a key's name has " + name.length() + " characters, 1 to 128 are allowed");
        }
        if (request.scopes().isEmpty()) {
            throw new JobGridException(ErrorCode.INVALID_REQUEST, "a key needs at least one scope");
        }
        if (request.lifetime()
                .filter(time -> time.isNegative() || time.isZero())
                .isPresent()) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "a key's lifetime must be longer than zero; leave it out for a key that works for ever");
        }
        if (request.addresses().size() > MAX_ADDRESSES) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "a key has " + request.addresses().size() + " address ranges, at most " + MAX_ADDRESSES
                            + " are allowed");
        }
    }

    @Override
    public Optional<Caller> authenticate(String key) {
        return authenticate(key, "");
    }

    @Override
    public Optional<Caller> authenticate(String key, String address) {
        if (key.length() > MAX_KEY) {
            return Optional.empty();
        }
        return known.find(Tokens.sha256(key))
                .filter(found -> found.isValidAt(clock.instant()))
                .filter(found -> found.isAllowedFrom(address))
                .map(found -> new Caller(found.workspace(), found.name(), found.scopes()));
    }

    @Override
    public Optional<Duration> recordWrongKey(String address) {
        return failed.note(address);
    }

    @Override
    public List<ApiKey> list(WorkspaceId workspace) {
        return keys.list(workspace);
    }

    @Override
    public List<AuditEvent> audit(WorkspaceId workspace, int limit) {
        return keys.audit(workspace, Math.max(1, Math.min(MAX_AUDIT, limit)));
    }

    @Override
    public void blocked(String address, String detail) {
        keys.record(
                new AuditEvent(clock.instant(), WorkspaceId.DEFAULT, AuditEvent.Kind.ADDRESS_BLOCKED, address, detail));
    }

    @Override
    public boolean revoke(WorkspaceId workspace, KeyId id) {
        boolean revoked = keys.revoke(workspace, id, clock.instant());
        CacheTtl.awaitExpired();
        return revoked;
    }
}
