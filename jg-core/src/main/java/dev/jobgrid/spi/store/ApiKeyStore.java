package dev.jobgrid.spi.store;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Stores API keys by their hashes. Thread-safe; all methods block on the store. */
public interface ApiKeyStore {
    /** Stores a new key with its audit event, in one transaction. */
    void create(ApiKey key);

    /** The key with this hash, valid or not. */
    Optional<ApiKey> findBySha256(String sha256);

    /** Stores an audit event without a change of keys. */
    void record(AuditEvent event);

    /** Audit events of a workspace's keys, newest first. */
    List<AuditEvent> audit(WorkspaceId workspace, int limit);

    /** Keys of a workspace, newest first. */
    List<ApiKey> list(WorkspaceId workspace);

    /**
     * Revokes a key and stores the audit event, in one transaction.
     *
     * @return false if the workspace has no such key, or it is already revoked
     */
    boolean revoke(WorkspaceId workspace, KeyId id, Instant now);
}
