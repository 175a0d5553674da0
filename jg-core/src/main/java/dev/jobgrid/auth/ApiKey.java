package dev.jobgrid.auth;

import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A stored API key: a hash, without the key itself (reference §02).
 *
 * @param id its id
 * @param workspace the workspace it is bound to
 * @param name what it is for
 * @param sha256 hash of the whole key, lower-case hex
 * @param prefix its first characters, to recognise it in lists
 * @param scopes its permissions
 * @param addresses addresses it may be used from; any if there is none
 * @param created when it was created
 * @param expires when it expires
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

    /** A key without restriction of addresses. */
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

    /** Whether the key is valid at this moment. */
    public boolean isValidAt(Instant now) {
        return revoked.isEmpty() && expires.map(now::isBefore).orElse(true);
    }
}
