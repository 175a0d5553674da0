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

    /**
     * Makes a key.
     *
     * @throws dev.jobgrid.errors.JobGridException INVALID_REQUEST if the name is empty or too long, no scope is given, the
     *     lifetime is not positive or there are too many addresses
     */
    NewApiKey create(KeyRequest request);

    /** Who calls with this key from this address. As {@link #authenticate(String)}. */
    Optional<Caller> authenticate(String key, String address);

    /**
     * Who calls with this key from an unknown address: empty if the key is bound to some, if there is no such key, or it
     * works no more.
     * Takes as long whichever it is.
     */
    Optional<Caller> authenticate(String key);

    /**
     * Takes note that a token of nobody's came from an address, by whatever door: after 100 at once, and one more each second,
     * more are turned away from there. Of IPv6 the first 64 bits count. Whoever asks who holds a token asks
     * {@code authenticate} first, so that a right one works all the same. The audit tells when an address is turned away.
     *
     * @param address the client's, as {@link #authenticate(String, String)} takes it
     * @return how long tokens of nobody's were turned away from there yet, before this one; empty if they were not
     */
    Optional<Duration> recordWrongKey(String address);

    /** Keys of a workspace, newest first. */
    List<ApiKey> list(WorkspaceId workspace);

    /** What was done to keys and with wrong ones, newest first; a limit is read as between 1 and 1,000. */
    List<AuditEvent> audit(WorkspaceId workspace, int limit);

    /** Notes that an address was shut out. For whoever keeps addresses out. */
    void blocked(String address, String detail);

    /**
     * Stops a key from working: when this returns, a third of a second later, no grid on the store takes it.
     *
     * @return false if the workspace has no such key, or it was revoked before
     */
    boolean revoke(WorkspaceId workspace, KeyId id);
}
