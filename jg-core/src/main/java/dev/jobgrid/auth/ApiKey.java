package dev.jobgrid.auth;

import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
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
 * @param addresses where it may be used from; anywhere if there is none
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
        List<AddressRange> addresses,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked) {
    /** Copies the scopes and addresses. */
    public ApiKey {
        scopes = Set.copyOf(scopes);
        addresses = List.copyOf(addresses);
    }

    /** A key that may be used from anywhere. */
    public ApiKey(
            KeyId id,
            WorkspaceId workspace,
            String name,
            String sha256,
            String prefix,
            Set<Scope> scopes,
            Instant created,
            Optional<Instant> expires,
            Optional<Instant> revoked) {
        this(id, workspace, name, sha256, prefix, scopes, List.of(), created, expires, revoked);
    }

    /** Whether the key may be used from this address. */
    public boolean isAllowedFrom(String address) {
        return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address));
    }

    /** The same key, revoked then. */
    public ApiKey revokedAt(Instant now) {
        return new ApiKey(id, workspace, name, sha256, prefix, scopes, addresses, created, expires, Optional.of(now));
    }

    /** Whether the key works at this moment. */
    public boolean isValidAt(Instant now) {
        return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
    }
}
