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
     * Makes a key.
     *
     * @param name what it is for, 1 to 128 characters
     * @param lifetime how long it works; for ever if absent
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the name is empty or too long, or no scope is given
     */
    NewApiKey create(WorkspaceId workspace, String name, Set<Scope> scopes, Optional<Duration> lifetime);

    /** Who calls with this key: empty if there is no such key, or it works no more. Takes as long whichever it is. */
    Optional<Caller> authenticate(String key);

    /** Keys of a workspace, newest first. */
    List<ApiKey> list(WorkspaceId workspace);

    /** Stops a key from working, at once. False if the workspace has no such key, or it was revoked before. */
    boolean revoke(WorkspaceId workspace, KeyId id);
}
