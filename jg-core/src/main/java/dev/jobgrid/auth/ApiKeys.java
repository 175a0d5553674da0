package dev.jobgrid.auth;

import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** API keys (reference §02). For the embedder: not limited by a caller. Thread-safe; all methods block on the store. */
public interface ApiKeys {
    /**
     * Creates a key.
     *
     * @param name its purpose, 1 to 128 characters
     * @param lifetime its validity; unlimited if absent
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the name is empty or too long, or no scope is given
     */
    NewApiKey create(WorkspaceId workspace, String name, Set<Scope> scopes, Optional<Duration> lifetime);

    /**
     * Creates a key.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the name is empty or too long, no scope is given,
     *     the lifetime is not positive or there are too many addresses
     */
    NewApiKey create(KeyRequest request);

    /** The caller with this key from this address. As {@link #authenticate(String)}. */
    Optional<Caller> authenticate(String key, String address);

    /**
     * The caller with this key from an unknown address: empty if the key is bound to addresses, unknown, expired or
     * revoked. Takes the same time in each case.
     */
    Optional<Caller> authenticate(String key);

    /**
     * Records an invalid token from an address, for rate limiting: after a burst of 100, refilled by one per second,
     * the address is blocked. IPv6 addresses count by their first 64 bits. Call {@code authenticate} first, so that a
     * valid token always works. Blocking is written to the audit.
     *
     * @param address the client's, as for {@link #authenticate(String, String)}
     * @return how long invalid tokens from there are still refused, as before this one; empty if they are not
     */
    Optional<Duration> recordWrongKey(String address);

    /** Keys of a workspace, newest first. */
    List<ApiKey> list(WorkspaceId workspace);

    /** Audit events of keys, newest first; a limit is read as between 1 and 1,000. */
    List<AuditEvent> audit(WorkspaceId workspace, int limit);

    /** Records that an address was blocked. For callers that block addresses. */
    void blocked(String address, String detail);

    /**
     * Revokes a key: when this returns, a third of a second later, no grid on the store accepts it.
     *
     * @return false if the workspace has no such key, or it was already revoked
     */
    boolean revoke(WorkspaceId workspace, KeyId id);
}
