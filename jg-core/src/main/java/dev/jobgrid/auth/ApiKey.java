package dev.jobgrid.auth;

import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An API key as it is kept: without the key itself, of which there is only a hash (reference §02).
 *
 * @param id names the key
 * @param workspace the workspace it is bound to
 * @param name what it is for
 * @param sha256 hash of the whole key, lower-case hex
 * @param prefix its first characters, to tell keys apart on a screen
 * @param scopes what it allows
 * @param created when it was made
 * @param expires when it stops to work
 * @param revoked when it was revoked
 */
public record ApiKey(
        KeyId id,
        WorkspaceId workspace,
        String name,
        String sha256,
        String prefix,
        Set<Scope> scopes,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked) {
    /** Copies the scopes. */
    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** Whether the key works at this moment. */
    public boolean isValidAt(Instant now) {
        return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
    }
}
