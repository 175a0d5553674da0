package dev.jobgrid.spi.store;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps API keys by their hashes. Thread-safe; all methods block on the store. */
public interface ApiKeyStore {
    /** Stores a new key, and an event that tells so, in one transaction. */
    void create(ApiKey key);

    /** The key with this hash, whether it still works or not. */
    Optional<ApiKey> findBySha256(String sha256);

    /** Stores an event that belongs to no change here. */
    void record(AuditEvent event);

    /** What happened to the keys of a workspace, newest first. */
    List<AuditEvent> audit(WorkspaceId workspace, int limit);

    /** Keys of a workspace, newest first. */
    List<ApiKey> list(WorkspaceId workspace);

    /**
     * Revokes a key, and stores an event that tells so, in one transaction.
     *
     * @return false if the workspace has no such key, or it was revoked before
     */
    boolean revoke(WorkspaceId workspace, KeyId id, Instant now);
}
