package dev.jobgrid.spi;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps API keys by their hashes. Thread-safe; all methods block on the store. */
public interface ApiKeyStore {
    /** Stores a new key. */
    void create(ApiKey key);

    /** The key with this hash, whether it still works or not. */
    Optional<ApiKey> findBySha256(String sha256);

    /** Keys of a workspace, newest first. */
    List<ApiKey> list(WorkspaceId workspace);

    /**
     * Revokes a key.
     *
     * @return false if the workspace has no such key, or it was revoked before
     */
    boolean revoke(WorkspaceId workspace, KeyId id, Instant now);
}
