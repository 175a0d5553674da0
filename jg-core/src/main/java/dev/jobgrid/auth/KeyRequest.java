package dev.jobgrid.auth;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key to be made.
 *
 * @param workspace the workspace it is bound to
 * @param name what it is for, 1 to 128 characters
 * @param scopes what it allows, one at least
 * @param lifetime how long it works; for ever if absent
 * @param addresses where it may be used from, at most 32 ranges; anywhere if there is none
 */
public record KeyRequest(
        WorkspaceId workspace,
        String name,
        Set<Scope> scopes,
        Optional<Duration> lifetime,
        List<AddressRange> addresses) {
    /** Copies the scopes and addresses. */
    public KeyRequest {
        scopes = Set.copyOf(scopes);
        addresses = List.copyOf(addresses);
    }
}
