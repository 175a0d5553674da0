package dev.jobgrid.auth;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request for a new key.
 *
 * @param workspace the workspace it is bound to
 * @param name its purpose, 1 to 128 characters
 * @param scopes its permissions, one at least
 * @param lifetime its validity; unlimited if absent
 * @param addresses addresses it may be used from, at most 32 ranges; any if there is none
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
