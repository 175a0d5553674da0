package dev.jobgrid.auth;

import dev.jobgrid.id.WorkspaceId;
import java.util.EnumSet;
import java.util.Set;

/**
 * An authenticated caller: a workspace with scopes (reference §02).
 *
 * @param workspace the only workspace that the caller sees
 * @param subject its name, for people: a key's name, a user
 * @param scopes its permissions
 */
public record Caller(WorkspaceId workspace, String subject, Set<Scope> scopes) {
    /** Copies the scopes. */
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Whether the other sees and does nothing that this one may not. */
    public boolean covers(Caller other) {
        return workspace.equals(other.workspace) && scopes.containsAll(other.scopes);
    }

    /** A caller with all scopes in a workspace, as an embedder is in its own. */
    public static Caller owner(WorkspaceId workspace) {
        return new Caller(workspace, "owner", EnumSet.allOf(Scope.class));
    }
}
